package ghosthunter.load.fleet;

import ghosthunter.load.process.ChildProcess;
import ghosthunter.load.process.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A hub in a process of its own, with its own PostgreSQL and a durable data directory. It can be killed and started again: the
 * ports and the directory stay. Blocking.
 */
public final class HubProcess implements AutoCloseable {
    private static final String MAIN = "ghosthunter.hub.HubMain";
    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Duration STOP_MAX = Duration.ofSeconds(30);
    private static final Pattern API_KEY = Pattern.compile("ghk1\\.[A-Za-z0-9_-]{43}");
    private static final Pattern TOKEN = Pattern.compile("gh1\\.[A-Za-z0-9._-]+");

    /** The first compiler alone, and no threads that collect: half the processor time until it is ready. */
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final List<String> SHARED_FILES = List.of("hub-identity.json", "operator-secret");

    private final Path dataDir;
    private final Map<String, String> environment;
    private final Launch launch;
    private final int port;
    private final int postgresPort;
    private ChildProcess process;

    private HubProcess(Path dataDir, int port, int postgresPort, Launch launch) {
        this.dataDir = dataDir;
        this.launch = launch;
        this.port = port;
        this.postgresPort = postgresPort;
        this.environment = new LinkedHashMap<>(launch.environment());
        environment.put("PORT", String.valueOf(port));
        environment.put("DATA_DIR", dataDir.toString());
        environment.put("EMBEDDED_POSTGRES_PORT", String.valueOf(postgresPort));
        this.process = launch();
    }

    /**
     * What a hub is started with beside its ports and directory.
     *
     * @param environment for example {@code DATABASE_URL}
     * @param jvmOptions of its virtual machine
     * @param settings the file for {@code --config}, or null for the defaults
     */
    public record Launch(
            Map<String, String> environment,
            List<String> jvmOptions,
            @Nullable Path settings) {
        public Launch {
            environment = Map.copyOf(environment);
            jvmOptions = List.copyOf(jvmOptions);
        }
    }

    /** Starts a hub on free ports and waits until it says that it is ready. */
    public static HubProcess start(Path dataDir) {
        return start(dataDir, Map.of());
    }

    /**
     * The same with more environment. It is to be there soon, not to be fast for long.
     *
     * @param environment for example {@code DATABASE_URL}
     */
    public static HubProcess start(Path dataDir, Map<String, String> environment) {
        return start(dataDir, environment, null);
    }

    /** The same with a settings file, or null for the defaults. */
    public static HubProcess start(Path dataDir, Map<String, String> environment, @Nullable Path settings) {
        return start(dataDir, new Launch(environment, QUICK_START, settings));
    }

    /** The same with more of everything. */
    public static HubProcess start(Path dataDir, Launch launch) {
        return new HubProcess(dataDir, FreePort.pick(), FreePort.pick(), launch);
    }

    /**
     * Starts another node of this hub: on the same database, and with the files that tell who the hub is.
     *
     * @param dataDir of the new node; empty
     */
    public HubProcess node(Path dataDir) throws IOException {
        return node(dataDir, Map.of());
    }

    /** The same with more environment. */
    public HubProcess node(Path dataDir, Map<String, String> more) throws IOException {
        for (String shared : SHARED_FILES) {
            Path unused = Files.copy(
                    this.dataDir.resolve(shared), dataDir.resolve(shared), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Map<String, String> environment = new LinkedHashMap<>(more);
        environment.put(
                "DATABASE_URL", "postgres://postgres:" + password() + "@127.0.0.1:" + postgresPort + "/packages");
        return start(dataDir, environment);
    }

    /** The port of its HTTP server. */
    public int port() {
        return port;
    }

    /** Where it listens. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The JDBC address of its embedded database. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + postgresPort + "/packages?user=postgres&password=" + password();
    }

    /** What a person types to look into its embedded database. */
    public String psql() {
        return "PGPASSWORD=$(cat " + passwordFile() + ") psql -h 127.0.0.1 -p " + postgresPort
                + " -U postgres packages";
    }

    private String password() {
        try {
            return Files.readString(passwordFile()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the hub has made the password of its database", e);
        }
    }

    private Path passwordFile() {
        return dataDir.resolve("postgres-password");
    }

    /** The process as it runs now. */
    public ChildProcess process() {
        return process;
    }

    /** Makes single-use tokens with the hub's own command, beside the running hub; in the order of the codes. */
    public Map<String, String> enroll(List<String> codes) {
        JavaCommand command = command("enroll")
                .withJvmOptions(QUICK_START.toArray(String[]::new))
                .withArguments(codes.toArray(String[]::new));
        try (ChildProcess enroll = ChildProcess.start("hub-enroll", command)) {
            int exit = enroll.awaitExit(START_MAX);
            List<String> tokens = tokens(enroll.output());
            if (exit != 0 || tokens.size() != codes.size()) {
                throw new IllegalStateException("hub enroll ended with " + exit + ": " + enroll.output());
            }
            Map<String, String> byCode = new LinkedHashMap<>();
            for (int i = 0; i < codes.size(); i++) {
                byCode.put(codes.get(i), tokens.get(i));
            }
            return byCode;
        }
    }

    /** Makes an API key that reads, with the hub's own command, beside the running hub. */
    public String apiKey(String name) {
        return apiKey(name, "viewer");
    }

    /** The same for another role. */
    public String apiKey(String name, String role) {
        try (ChildProcess add =
                ChildProcess.start("hub-api-key", command("api-key").withArguments("add", name, "--role", role))) {
            int exit = add.awaitExit(START_MAX);
            return add.output().stream()
                    .map(API_KEY::matcher)
                    .filter(Matcher::find)
                    .map(Matcher::group)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("hub api-key add ended with " + exit));
        }
    }

    /** SIGKILL: nothing is finished, nothing is said. */
    public void kill() {
        process.kill();
    }

    /** Starts it again after {@link #kill}. */
    public void restart() {
        process.close();
        process = launch();
    }

    /** SIGTERM, and waits until it has drained and stopped. */
    public int stop() {
        process.terminate();
        return process.awaitExit(STOP_MAX);
    }

    /** Stops it, by force if it must be. */
    @Override
    public void close() {
        if (process.isAlive()) {
            process.terminate();
            awaitQuietly();
        }
        process.close();
    }

    private void awaitQuietly() {
        try {
            int unused = process.awaitExit(STOP_MAX);
        } catch (RuntimeException e) {
            process.kill();
        }
    }

    private ChildProcess launch() {
        JavaCommand serve = command("serve").withJvmOptions(launch.jvmOptions().toArray(String[]::new));
        if (launch.settings() != null) {
            serve = serve.withArguments("--config", launch.settings().toString());
        }
        ChildProcess started = ChildProcess.start("hub", serve);
        String unused = started.awaitLine("hub ready: .*", START_MAX);
        return started;
    }

    private JavaCommand command(String name) {
        JavaCommand command = JavaCommand.ofRunningJvm(MAIN).withArguments(name);
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            command = command.withEnvironment(variable.getKey(), variable.getValue());
        }
        return command;
    }

    /** The tokens in the order in which they were printed, each once. */
    private static List<String> tokens(List<String> output) {
        List<String> tokens = new ArrayList<>();
        for (String line : output) {
            Matcher matcher = TOKEN.matcher(line);
            while (matcher.find()) {
                if (!tokens.contains(matcher.group())) {
                    tokens.add(matcher.group());
                }
            }
        }
        return tokens;
    }
}
