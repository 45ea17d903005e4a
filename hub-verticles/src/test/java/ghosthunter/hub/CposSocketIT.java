package ghosthunter.hub;

import static ghosthunter.hub.CposShop.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.hub.CposShop.Till;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A till of cpos on Socket.IO: called to sync, and answered, over a real WebSocket. */
class CposSocketIT {
    @TempDir
    private Path dataDir;

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

    @Test
    void aTillThatRegistersIsCalledAndMayAsk() throws Exception {
        // Given
        CposShop shop = CposShop.open(dataDir);
        try {
            Till till = shop.till();
            Packets packets = new Packets();
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(
                            URI.create(shop.hub.node.url().toString().replaceFirst("^http", "ws")
                                    + "/socket.io/?EIO=4&transport=websocket"),
                            packets)
                    .get(5, TimeUnit.SECONDS);
            assertThat(packets.next("0{")).contains("\"sid\"");
            send(socket, "40");
            assertThat(packets.next("40{")).contains("\"sid\"");
            send(socket, event("terminal:register", json("terminalId", till.id())));

            // When
            send(socket, event("sync:request", json()));
            JsonObject result = packets.event("sync:result").getJsonObject(1);
            JsonObject requested = packets.event("sync:trigger").getJsonObject(1);
            send(socket, event("sync:ack", json("terminalId", till.id(), "type", "FULL")));
            assertThat(shop.post("/api/sync/all", shop.admin(), json("terminalId", till.id()))
                            .status())
                    .isEqualTo(200);
            JsonObject called = packets.event("sync:trigger").getJsonObject(1);
            socket.abort();

            // Then
            assertThat(result.getBoolean("ok")).isTrue();
            for (JsonObject trigger : new JsonObject[] {requested, called}) {
                assertThat(trigger.getString("type")).isEqualTo("FULL");
                assertThat(trigger.getString("terminalId")).isEqualTo(till.id());
                assertThat(trigger.getString("timestamp")).endsWith("Z");
            }
        } finally {
            shop.close();
        }
    }
}
