package ghosthunter.hub.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The project's own client, from npm. Skipped where there is no {@code node} or no {@code npm}. */
class SocketIoClientIT {
    private static final int TALK_S_MAX = 20;

    private static SocketIoHub hub;

    @BeforeAll
    static void start() throws Exception {
        NodeProgram.assumeInstalled();
        hub = new SocketIoHub(SocketIoSettings.DEFAULT);
    }

    @AfterAll
    static void stop() throws Exception {
        if (hub != null) {
            hub.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"websocket, websocket", "polling, polling", "'polling,websocket', 'polling,websocket'"})
    void theClientFromNpmTalksOver(String transports, String used) throws Exception {
        // When
        String said;
        try (NodeProgram client = NodeProgram.start("client.js", "http://127.0.0.1:" + hub.port, transports)) {
            said = client.awaitEnd(TALK_S_MAX);
        }

        // Then
        JsonObject heard =
                new JsonObject(said.lines().reduce((before, last) -> last).orElseThrow());
        assertThat(heard.getJsonArray("transports")).isEqualTo(new JsonArray(List.of(used.split(","))));
        assertThat(heard.getJsonObject("auth")).isEqualTo(new JsonObject().put("token", "secret"));
        assertThat(heard.getJsonArray("back"))
                .isEqualTo(new JsonArray()
                        .add(1)
                        .add("zwei \ud83d\udce6 \u001e")
                        .add(new JsonObject().put("3", new JsonArray().add(true).addNull())));
        assertThat(heard.getInteger("ack")).isEqualTo(20_000);
        assertThat(heard.getString("reason")).isEqualTo("io server disconnect");
    }
}
