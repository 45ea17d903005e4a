package ghosthunter.hub.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;

/** A cluster that was made before {@link EmbeddedPassword}, or opened by hand: it asks nobody who he is. Blocks. */
final class OpenCluster {
    private static final String RULES = """
            local all all scram-sha-256
            host all all 127.0.0.1/32 scram-sha-256
            host replication all 127.0.0.1/32 scram-sha-256
            """;

    /** ALTER ROLE takes no parameter; a setting of this session carries it. */
    private static final String TELL_PASSWORD = "SELECT set_config('ghosthunter.password', ?, false)";

    private static final String SET_PASSWORD = """
            DO $$ BEGIN
                EXECUTE format('ALTER ROLE postgres PASSWORD %L', current_setting('ghosthunter.password'));
            END $$
            """;

    private OpenCluster() {}

    /** Whether there is one here, by a line of its {@code pg_hba.conf} that ends with {@code trust}. */
    static boolean is(Path clusterDir) throws IOException {
        Path rules = rules(clusterDir);
        if (!Files.exists(rules)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(rules)) {
            return lines.map(String::strip).anyMatch(line -> !line.startsWith("#") && line.endsWith("trust"));
        }
    }

    /** From now on it asks for the password. The server runs; who is in stays. */
    static void close(EmbeddedSettings settings, DatabaseUrl url) throws IOException, SQLException {
        try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
                PreparedStatement password = connection.prepareStatement(TELL_PASSWORD);
                Statement statement = connection.createStatement()) {
            password.setString(1, EmbeddedPassword.read(settings.dataDir()));
            boolean unusedToo = password.execute();
            statement.execute(SET_PASSWORD);
            Path unused = Files.writeString(rules(settings.clusterDir()), RULES);
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    private static Path rules(Path clusterDir) {
        return clusterDir.resolve("pg_hba.conf");
    }
}
