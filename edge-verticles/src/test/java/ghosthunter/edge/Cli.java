package ghosthunter.edge;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The command line of one locker in a directory: in this process, or as a process of its own. */
final class Cli {
    private static final long EXIT_S_MAX = 120;
    private static final List<String> SMALL = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private String hub = "http://127.0.0.1:9";
    private String more = "";

    /** @param directory for the settings and the store */
    Cli(Path directory) {
        this.directory = directory;
    }

    /** What a command did. */
    record Result(int exit, List<String> out, List<String> err) {}

    Cli withHub(String url) {
        hub = url;
        return this;
    }

    /** Lines of settings in addition. */
    Cli withSettings(String yaml) {
        more = yaml;
        return this;
    }

    /** A variable for those that run as processes. */
    Cli withEnvironment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Path database() {
        return directory.resolve("locker.db");
    }

    /** Runs a command in this process. */
    @CanIgnoreReturnValue
    Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = EdgeMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = line.execute(withSettings(arguments));
        return new Result(exit, lines(out.toString()), lines(err.toString()));
    }

    /** Runs a command as a process and waits for its end. */
    Result runProcess(String... arguments) {
        return await(start(arguments));
    }

    /** A line for a shell that runs the program; a command and its arguments follow. Settings come by the environment. */
    String shellLine() {
        String variables = environment.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .collect(Collectors.joining(" "));
        return "env LOCAL_API_PORT=0 HUB_URL=" + hub + " " + variables + " " + String.join(" ", java());
    }

    private static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SMALL);
        command.add("-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "ghosthunter.edge.EdgeMain"));
        return command;
    }

    /** Starts a command as a process. Who starts it ends it. */
    Process start(String... arguments) {
        List<String> command = java();
        command.addAll(List.of(withSettings(arguments)));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        List.of("LOCKER_ID", "SQLITE_PATH", "HUB_URL", "SERVER_SYNC_URL", "SYNC_INTERVAL_SECONDS", "LOCAL_API_PORT")
                .forEach(builder.environment()::remove);
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Result await(Process process) {
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(EXIT_S_MAX, TimeUnit.SECONDS)) {
                throw new AssertionError("no exit within " + EXIT_S_MAX + " s: " + out + err);
            }
            return new Result(process.exitValue(), lines(out), lines(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            Process unused = process.destroyForcibly();
        }
    }

    /** What a person with sqlite3 would see: columns separated by {@code |}. */
    List<String> query(String sql) {
        return query(database(), sql);
    }

    static List<String> query(Path file, String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> result = new ArrayList<>();
            while (rows.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    columns.add(String.valueOf(rows.getString(i)));
                }
                result.add(String.join("|", columns));
            }
            return result;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** Runs SQL in a file by another connection. */
    static void sql(Path file, String... statements) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                boolean unused = statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(Arrays.toString(statements), e);
        }
    }

    private String[] withSettings(String... arguments) {
        if (Arrays.asList(arguments).contains("--help")) {
            return arguments;
        }
        try {
            Path file = Files.writeString(directory.resolve("edge.yaml"), """
                    locker_id: LOCKER-001
                    sqlite_path: %s
                    hub_url: %s
                    local_api:
                      port: 0
                    %s
                    """.formatted(database(), hub, more));
            return Stream.concat(Stream.of(arguments), Stream.of("--config", file.toString()))
                    .toArray(String[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }
}
