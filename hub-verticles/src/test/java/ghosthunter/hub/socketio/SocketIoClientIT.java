package ghosthunter.hub.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The project's own client, from npm. Skipped where there is no {@code node} or no {@code npm}. */
class SocketIoClientIT {
    private static final Path SOURCE = Path.of("src/test/socketio");
    private static final Path FOLDER = Path.of("target/socketio");
    private static final int INSTALL_S_MAX = 60;
    private static final int TALK_S_MAX = 20;

    private static SocketIoHub hub;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(onPath("node") && onPath("npm"), "the client of Socket.IO needs node and npm, and one is missing");
        install();
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
        String said = run(TALK_S_MAX, "node", "client.js", "http://127.0.0.1:" + hub.port, transports);

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

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Once for each list of packages. */
    private static void install() throws Exception {
        Path lock = FOLDER.resolve("package-lock.json");
        boolean done = Files.isDirectory(FOLDER.resolve("node_modules/socket.io-client"))
                && Files.mismatch(SOURCE.resolve("package-lock.json"), lock) < 0;
        Files.createDirectories(FOLDER);
        copy("client.js");
        if (!done) {
            copy("package.json");
            copy("package-lock.json");
            String unused = run(INSTALL_S_MAX, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        }
    }

    private static void copy(String name) throws IOException {
        Path unused = Files.copy(SOURCE.resolve(name), FOLDER.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    /** What it wrote, if it ended well. */
    private static String run(int secondsMax, String... command) throws Exception {
        Path output = FOLDER.resolve(command[0] + ".out");
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(secondsMax, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended && process.exitValue() == 0)
                .as("%s said: %s", String.join(" ", command), said)
                .isTrue();
        return said;
    }
}
