package ghosthunter.load.fleet;

import ghosthunter.load.process.ChildProcess;
import ghosthunter.load.process.JavaCommand;
import ghosthunter.load.proxy.ChaosProxy;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A locker in a process of its own, so that it can lose its power: {@link #kill} is SIGKILL. Blocking. */
public final class ProcessLocker implements FleetLocker {
    private static final String MAIN = "ghosthunter.edge.EdgeMain";
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofSeconds(20);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
    private static final int STATUS_OK = 200;
    private static final int STATUS_CREATED = 201;
    private static final String IMPORTED_AT = "2026-02-20T18:00:00Z";

    /** Settings faster than on the street, so that nobody waits a minute for the circuit breaker. */
    public static final String FAST = """
            sync:
              interval_s: 1
              rest_s: 1
              exchange_s_max: 10
            """;

    /**
     * What the locker tells the door controller.
     *
     * @param status of HTTP; 201 is recorded
     * @param body JSON
     */
    public record DoorAnswer(int status, String body) {}

    private final String code;
    private final Path database;
    private final ChaosProxy network;
    private final Path settings;
    private final List<String> program;
    private final int localPort = FreePort.pick();
    private final HttpClient door = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_MAX)
            .build();
    private ChildProcess process;

    private ProcessLocker(
            String code,
            Path directory,
            ChaosProxy network,
            @Nullable String token,
            String pace,
            List<String> program) {
        this.code = code;
        this.database = directory.resolve(code + ".db");
        this.network = network;
        this.program = List.copyOf(program);
        this.settings = write(directory.resolve(code + ".yaml"), pace);
        if (token != null) {
            enroll(token);
        }
        this.process = launch();
    }

    /**
     * Enrolls and starts a locker whose database lies in {@code directory}.
     *
     * @param token what the hub gave for this code
     */
    public static ProcessLocker start(String code, Path directory, ChaosProxy network, String token) {
        return start(code, directory, network, token, FAST, ownJava());
    }

    /**
     * The same at another pace, or by another program.
     *
     * @param pace settings such as {@link #FAST}, YAML; empty for those of the street
     * @param program the command line before the arguments; must stay the process that it starts
     */
    public static ProcessLocker start(
            String code, Path directory, ChaosProxy network, String token, String pace, List<String> program) {
        return new ProcessLocker(code, directory, network, token, pace, program);
    }

    /** Starts a locker on files that are there already: its database and its identity. */
    public static ProcessLocker resume(String code, Path directory, ChaosProxy network) {
        return new ProcessLocker(code, directory, network, null, FAST, ownJava());
    }

    /** The program of this process's class path, small. */
    public static List<String> ownJava() {
        return JavaCommand.ofRunningJvm(MAIN)
                .withJvmOptions("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                .line();
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Path database() {
        return database;
    }

    @Override
    public ChaosProxy network() {
        return network;
    }

    /** The port of its local API. */
    public int localPort() {
        return localPort;
    }

    @Override
    public void dropOff(String trackingId) {
        DoorAnswer answer = reportDropOff(trackingId, trackingId);
        if (answer.status() != STATUS_CREATED) {
            throw new IllegalStateException(code + " refused " + trackingId + ": " + answer.body());
        }
    }

    /**
     * What the door controller does: one {@code POST /dropoffs}.
     *
     * @param idempotencyKey the same for every repeat of one request
     * @throws IllegalStateException if there is no answer, because the locker lost its power or its patience
     */
    public DoorAnswer reportDropOff(String trackingId, String idempotencyKey) {
        return ask(local("/dropoffs")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofString("{\"tracking_id\":\"" + trackingId + "\"}")));
    }

    /**
     * Packages of an old locker, all of them pending, in one {@code POST /imports}.
     *
     * @param trackingIds at most 5,000
     */
    public void importPending(List<String> trackingIds) {
        JsonArray packages = new JsonArray();
        for (String trackingId : trackingIds) {
            packages.add(new JsonObject()
                    .put("tracking_id", trackingId)
                    .put("drop_off_timestamp", IMPORTED_AT)
                    .put("status", "pending"));
        }
        DoorAnswer answer = ask(local("/imports")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        new JsonObject().put("packages", packages).encode())));
        if (answer.status() != STATUS_OK) {
            throw new IllegalStateException(code + " refused an import: " + answer.body());
        }
    }

    /**
     * One sync now, as {@code edge.jar sync} asks for it; returns when it is over.
     *
     * @throws IllegalStateException if there is no answer
     */
    public DoorAnswer sync() {
        return ask(local("/sync")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
    }

    /** The process as it runs now. */
    public ChildProcess process() {
        return process;
    }

    private HttpRequest.Builder local(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + localPort + path));
    }

    private DoorAnswer ask(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer =
                    door.send(request.timeout(ANSWER_MAX).build(), HttpResponse.BodyHandlers.ofString());
            return new DoorAnswer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(code + " did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public boolean running() {
        return process.isAlive();
    }

    /** The power fails. */
    public void kill() {
        process.kill();
    }

    /** The power is back. */
    public void restart() {
        process.close();
        process = launch();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.terminate();
            try {
                int unused = process.awaitExit(STOP_MAX);
            } catch (RuntimeException e) {
                process.kill();
            }
        }
        process.close();
    }

    private ChildProcess launch() {
        ChildProcess started = child(code, "run");
        String unused = started.awaitLine("edge ready: .*", START_MAX);
        return started;
    }

    private void enroll(String token) {
        try (ChildProcess once = child("edge-enroll", "enroll", token)) {
            int exit = once.awaitExit(START_MAX);
            if (exit != 0) {
                throw new IllegalStateException("enrollment ended with " + exit + ": " + once.output());
            }
        }
    }

    private static Path write(Path settings, String pace) {
        try {
            return Files.writeString(settings, pace);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + settings, e);
        }
    }

    private ChildProcess child(String name, String... arguments) {
        List<String> line = new ArrayList<>(program);
        line.addAll(List.of(arguments));
        line.addAll(List.of("--config", settings.toString()));
        Map<String, String> environment = Map.of(
                "LOCKER_ID",
                code,
                "SQLITE_PATH",
                database.toString(),
                "HUB_URL",
                "http://127.0.0.1:" + network.port(),
                "LOCAL_API_PORT",
                String.valueOf(localPort));
        return ChildProcess.start(name, line, environment, Path.of("."));
    }
}
