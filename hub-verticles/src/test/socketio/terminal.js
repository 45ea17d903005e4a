// A terminal with the reference client: registers whenever it is connected, acknowledges each trigger, and writes down what it hears, one
// line of JSON each. Ends with its standard input.
// node terminal.js <url> <transport> <terminal id>
const { io } = require("socket.io-client");

const [url, transport, terminalId] = process.argv.slice(2);
const socket = io(url, { transports: [transport], reconnectionDelay: 50, reconnectionDelayMax: 200 });

function say(event, payload) {
  console.log(JSON.stringify({ event, transport: socket.io.engine?.transport.name, payload }));
}

socket.on("connect", () => {
  say("connect");
  socket.emit("terminal:register", { terminalId });
});
socket.on("disconnect", (reason) => say("disconnect", { reason }));
socket.onAny((event, payload) => {
  say(event, payload);
  if (event === "sync:trigger") {
    socket.emit("sync:ack", { terminalId, type: payload.type });
  }
});
process.stdin.on("end", () => process.exit(0)).resume();
