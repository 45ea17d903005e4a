package ghosthunter.hub;

import static ghosthunter.hub.CposShop.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.hub.CposShop.Answer;
import ghosthunter.hub.CposShop.Till;
import ghosthunter.hub.postgres.TestDatabase;
import ghosthunter.hub.socketio.NodeProgram;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tills of cpos on Socket.IO: who may register, who is called and when, and what an acknowledgement does. */
class CposSocketIT {
    @TempDir
    private static Path dataDir;

    private static CposShop shop;

    @BeforeAll
    static void openShop() throws Exception {
        shop = CposShop.open(dataDir);
    }

    @AfterAll
    static void closeShop() throws Exception {
        shop.close();
    }

    /** What came, one packet each. */
    private static final class Packets implements WebSocket.Listener {
        final Queue<String> received = new ConcurrentLinkedQueue<>();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            received.add(text.toString());
            socket.request(1);
            return null;
        }

        String next(String beginning) {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> received.stream().anyMatch(packet -> packet.startsWith(beginning)));
            String found = received.stream()
                    .filter(packet -> packet.startsWith(beginning))
                    .findFirst()
                    .orElseThrow();
            received.remove(found);
            return found;
        }

        JsonArray event(String name) {
            return new JsonArray(next("42[\"" + name + "\"").substring(2));
        }
    }

    private static void send(WebSocket socket, String packet) throws Exception {
        WebSocket unused = socket.sendText(packet, true).get(5, TimeUnit.SECONDS);
    }

    private static String event(String name, JsonObject payload) {
        return "42" + new JsonArray().add(name).add(payload).encode();
    }

    private static WebSocket connected(Packets packets, JsonObject auth) throws Exception {
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create(shop.hub.node.url().replaceFirst("^http", "ws")
                                + "/socket.io/?EIO=4&transport=websocket"),
                        packets)
                .get(5, TimeUnit.SECONDS);
        assertThat(packets.next("0{")).contains("\"sid\"");
        send(socket, "40" + auth.encode());
        assertThat(packets.next("40{")).contains("\"sid\"");
        return socket;
    }

    @Test
    void aTillThatRegistersMayAsk() throws Exception {
        // Given
        Till till = shop.till();
        Packets packets = new Packets();
        WebSocket socket = connected(packets, json("token", till.apiKey()));
        send(socket, event("terminal:register", json("terminalId", till.id())));

        // When
        send(socket, event("sync:request", json()));
        JsonObject result = packets.event("sync:result").getJsonObject(1);
        JsonObject trigger = packets.event("sync:trigger").getJsonObject(1);
        socket.abort();

        // Then
        assertThat(result.getBoolean("ok")).isTrue();
        assertThat(trigger.getString("type")).isEqualTo("FULL");
        assertThat(trigger.getString("terminalId")).isEqualTo(till.id());
        assertThat(trigger.getString("timestamp")).matches("\\d{4}-.*T.*\\.\\d{3}Z");
    }

    @Test
    void aTillIsShownWithItsStreamAsLongAsItHasOne() throws Exception {
        // Given
        Till till = shop.till();
        JsonObject before = shown(till);
        Packets packets = new Packets();
        WebSocket socket = connected(packets, json("token", till.apiKey()));
        Instant begin = Instant.now();

        // When
        send(socket, event("terminal:register", json("terminalId", till.id())));
        JsonObject there = await().until(() -> shown(till), device -> device.getString("stream_since") != null);
        socket.abort();

        // Then
        assertThat(before.getString("stream_since")).isNull();
        assertThat(there.getString("state")).isEqualTo("online");
        assertThat(there.getInstant("stream_since")).isBetween(begin.minusMillis(1), Instant.now());
        await().until(() -> shown(till).getString("stream_since") == null);
    }

    /** As the hub's own list of devices shows it. */
    private static JsonObject shown(Till till) throws Exception {
        return shop.hub.getJson("/v1/presence").getJsonArray("devices").stream()
                .map(JsonObject.class::cast)
                .filter(device -> device.getString("device").equals("cpos." + till.id()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nobodyRegistersAsWhatHeIsNot() throws Exception {
        // Given
        Till till = shop.till();
        Till other = shop.till();
        JsonObject inactive = shop.post(
                        "/api/auth/terminal/register", shop.admin(), CposShop.terminal(till.storeId(), till.branchId()))
                .json();
        Till elsewhere = shop.till(
                CposShop.terminal(till.storeId(), till.branchId()).put("allowedIPs", new JsonArray().add("127.0.0.1")));
        TestDatabase.run(
                shop.database,
                "SELECT set_config('ghosthunter.tenants', '*', false);"
                        + "UPDATE entity SET data = data || '{\"allowedIPs\": [\"10.1.1.1\"]}' WHERE key = '"
                        + elsewhere.id() + "'");
        Packets packets = new Packets();
        WebSocket anonymous = connected(packets, json());
        Packets heardByOther = new Packets();
        WebSocket asOther = connected(heardByOther, json("token", other.token()));

        // When, Then
        for (String id :
                List.of("t1", inactive.getJsonObject("terminal").getString("id"), elsewhere.id(), shop.admin())) {
            send(anonymous, event("terminal:register", json("terminalId", id)));
            assertThat(packets.event("sync:error").getJsonObject(1)).isEqualTo(json("error", "Terminal not found"));
        }
        send(asOther, event("terminal:register", json("terminalId", till.id())));
        assertThat(heardByOther.event("sync:error").getJsonObject(1))
                .isEqualTo(json("error", "Insufficient permissions"));
        send(anonymous, event("terminal:register", json("terminalId", till.id(), "token", "x.y.z")));
        assertThat(packets.event("sync:error").getJsonObject(1)).isEqualTo(json("error", "Invalid token"));
        // So many wrong ones in a row end it.
        assertThat(packets.next("41")).isEqualTo("41");
        asOther.abort();
        anonymous.abort();
    }

    /** A till that the client from npm runs, over one transport alone. */
    private record Client(Till till, String transport, NodeProgram program) {
        static Client start(String transport) throws Exception {
            Till till = shop.till();
            return new Client(
                    till, transport, NodeProgram.start("terminal.js", shop.hub.node.url(), transport, till.id()));
        }

        /** The payload of the next event of this name. */
        JsonObject next(String event) {
            JsonObject said = program.next(line -> line.getString("event").equals(event));
            if (!event.equals("disconnect")) {
                assertThat(said.getString("transport")).isEqualTo(transport);
            }
            return said.getJsonObject("payload", new JsonObject());
        }

        String lastSync() throws Exception {
            return shop.listed(till).getString("lastSyncAt", "");
        }

        /** Its acknowledgement has come. */
        void awaitSynced(String before) {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> shop.listed(till).getString("status").equals("ONLINE")
                            && lastSync().compareTo(before) > 0);
        }
    }

    /** Over WebSocket alone and over polling alone, beside each other. */
    @Test
    void aTerminalIsCalledByAllAndByARestartAndAcknowledges() throws Exception {
        NodeProgram.assumeInstalled();
        List<Client> clients = new ArrayList<>();
        try {
            for (String transport : List.of("websocket", "polling")) {
                clients.add(Client.start(transport));
            }
            for (Client client : clients) {
                JsonObject unused = client.next("connect");
                // The hub has just started.
                assertThat(client.next("sync:trigger").getString("reason")).isEqualTo("SERVER_RESTART");
                client.awaitSynced("");
            }
            for (Client client : clients) {
                isCalledByAll(client);
                isCalledByAll(client);
            }
            areCalledByARestart(clients);
        } finally {
            for (Client client : clients) {
                client.program().close();
            }
        }
    }

    private static void isCalledByAll(Client client) throws Exception {
        // Given
        String before = client.lastSync();

        // When
        Answer called = shop.post(
                "/api/sync/all", shop.admin(), json("terminalId", client.till().id()));

        // Then
        assertThat(called.status()).as(called.text()).isEqualTo(200);
        JsonObject trigger = client.next("sync:trigger");
        assertThat(trigger.fieldNames()).containsExactlyInAnyOrder("type", "terminalId", "timestamp");
        assertThat(trigger.getString("type")).isEqualTo("FULL");
        assertThat(trigger.getString("terminalId")).isEqualTo(client.till().id());
        client.awaitSynced(before);
    }

    private static void areCalledByARestart(List<Client> clients) throws Exception {
        // Given
        List<String> before = new ArrayList<>();
        for (Client client : clients) {
            before.add(client.lastSync());
        }

        // When
        shop.restart();

        // Then
        for (Client client : clients) {
            assertThat(client.next("disconnect").getString("reason")).startsWith("transport");
            JsonObject unused = client.next("connect");
            assertThat(client.next("sync:trigger").getString("reason")).isEqualTo("SERVER_RESTART");
            client.awaitSynced(before.get(clients.indexOf(client)));
        }
    }
}
