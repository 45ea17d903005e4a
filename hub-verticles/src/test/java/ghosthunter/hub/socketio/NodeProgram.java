package ghosthunter.hub.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A program of {@code src/test/socketio}: the project's own client, from npm, in a process. */
public final class NodeProgram implements AutoCloseable {
    private static final Path SOURCE = Path.of("src/test/socketio");
    private static final Path FOLDER = Path.of("target/socketio");
    private static final int INSTALL_S_MAX = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final Path output;
    private int read;

    private NodeProgram(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Skips the tests of a class where there is no {@code node} or no {@code npm}; installs the client once. */
    public static synchronized void assumeInstalled() throws Exception {
        assumeTrue(onPath("node") && onPath("npm"), "the client of Socket.IO needs node and npm, and one is missing");
        Path lock = FOLDER.resolve("package-lock.json");
        boolean done = Files.isDirectory(FOLDER.resolve("node_modules/socket.io-client"))
                && Files.mismatch(SOURCE.resolve("package-lock.json"), lock) < 0;
        Files.createDirectories(FOLDER);
        if (!done) {
            copy("package.json");
            copy("package-lock.json");
            try (NodeProgram npm = begin("npm", "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")) {
                String unused = npm.awaitEnd(INSTALL_S_MAX);
            }
        }
    }

    /** Starts {@code node SCRIPT ARGUMENTS}. */
    public static NodeProgram start(String script, String... arguments) throws IOException {
        copy(script);
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        return begin(script, command.toArray(String[]::new));
    }

    private static NodeProgram begin(String name, String... command) throws IOException {
        Path output = Files.createTempFile(FOLDER, name, ".out").toAbsolutePath();
        return new NodeProgram(
                new ProcessBuilder(command)
                        .directory(FOLDER.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static void copy(String name) throws IOException {
        Path unused = Files.copy(SOURCE.resolve(name), FOLDER.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    /** What it has written so far. */
    private String said() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next of its lines, each a JSON object, that is of this kind; those before are passed over. */
    public JsonObject next(Predicate<JsonObject> kind) {
        List<JsonObject> found = new ArrayList<>();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> seek(kind, found), is -> is || !process.isAlive());
        assertThat(found).as("what it said: %s", said()).isNotEmpty();
        return found.get(0);
    }

    private boolean seek(Predicate<JsonObject> kind, List<JsonObject> found) {
        String said = said();
        List<String> whole =
                said.substring(0, said.lastIndexOf('\n') + 1).lines().toList();
        while (read < whole.size() && found.isEmpty()) {
            JsonObject line = new JsonObject(whole.get(read++));
            if (kind.test(line)) {
                found.add(line);
            }
        }
        return !found.isEmpty();
    }

    /** What it wrote, if it ends well within so many seconds. */
    String awaitEnd(int secondsMax) throws Exception {
        boolean ended = process.waitFor(secondsMax, TimeUnit.SECONDS);
        assertThat(ended && process.exitValue() == 0).as("it said: %s", said()).isTrue();
        return said();
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
        boolean unused = Files.deleteIfExists(output);
    }
}
