// Connects with the reference client, says something, and writes down what it heard, as one line of JSON.
// node client.js <url> <transports, separated by commas>
const { io } = require("socket.io-client");

const [url, transports] = process.argv.slice(2);
const socket = io(url, {
  transports: transports.split(","),
  auth: { token: "secret" },
  reconnection: false,
  timeout: 5000,
});
const heard = { transports: [], auth: null, back: null, ack: null, reason: null };

function fail(why) {
  console.error(why);
  process.exit(1);
}

const limit = setTimeout(() => fail("nothing was heard in time: " + JSON.stringify(heard)), 10000);

const settled = new Promise((resolve) => {
  socket.io.once("open", () => {
    const { engine } = socket.io;
    heard.transports.push(engine.transport.name);
    engine.once("upgrade", (transport) => {
      heard.transports.push(transport.name);
      resolve();
    });
    if (!transports.includes(",")) {
      resolve();
    }
  });
});

async function talk() {
  await settled;
  const back = new Promise((resolve) => socket.once("message-back", (...args) => resolve(args)));
  socket.emit("message", 1, "zwei \u{1f4e6} \u001e", { 3: [true, null] });
  heard.back = await back;
  heard.ack = await socket.timeout(5000).emitWithAck("message-with-ack", "x".repeat(20000));
  heard.ack = heard.ack.length;
  const gone = new Promise((resolve) => socket.once("disconnect", resolve));
  socket.emit("leave");
  heard.reason = await gone;
  clearTimeout(limit);
  console.log(JSON.stringify(heard));
}

socket.once("auth", (auth) => {
  heard.auth = auth;
});
socket.once("connect", () => talk().catch(fail));
socket.once("connect_error", fail);
