package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.custody.ClockLimits;
import ghosthunter.hub.directory.DirectoryPool;
import ghosthunter.hub.directory.EnrollmentToken;
import ghosthunter.hub.enrollment.KeptFile;
import ghosthunter.hub.http.HttpLimits;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.PoolLimits;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A running hub with a real database that somebody attacks, and what is stored in it. */
final class AttackedHub {
    /** Short patience, so that who trickles is cut off while a test watches. */
    private static final HttpLimits LIMITS = new HttpLimits(
            ExchangeLimits.DEFAULT,
            HttpLimits.Inflation.DEFAULT,
            16 << 10,
            8 << 10,
            4 << 10,
            30_000,
            5_000,
            2_000,
            new HttpLimits.Senders(20_000, 4_096, 2_000, 75, 4_096));

    final DatabaseUrl database;
    final RunningHub hub;

    private AttackedHub(DatabaseUrl database, RunningHub hub) {
        this.database = database;
        this.hub = hub;
    }

    static AttackedHub start(Path dataDir) throws Exception {
        DatabaseUrl database = TestDatabase.empty();
        HubConfig standard = RunningHub.config(database, dataDir, dataDir, 0);
        HubConfig strict = new HubConfig(
                standard.bind(),
                LIMITS,
                standard.gate(),
                standard.lockers(),
                standard.custody(),
                standard.database(),
                standard.dataDir(),
                standard.dialects(),
                standard.operators(),
                standard.entities(),
                null);
        return new AttackedHub(database, RunningHub.start(strict));
    }

    /** A token that may be spent for so long. */
    EnrollmentToken token(String code, Duration ttl) throws Exception {
        Vertx vertx = Vertx.vertx();
        DirectoryPool pool = DirectoryPool.open(
                vertx,
                database,
                PoolLimits.ofNode(1),
                ClockLimits.DEFAULT,
                SystemHubWorld.here().clock(),
                new SecureRandom(),
                new KeptFile(hub.dataDir()));
        EnrollmentToken token = RunningHub.finished(
                        pool.directory().createToken(new DeviceRef(TenantId.DEFAULT, new DeviceId(code)), ttl))
                .token();
        RunningHub.finished(pool.close());
        RunningHub.finished(vertx.close());
        return token;
    }

    HttpResponse<String> post(String path, String mediaType, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request =
                hub.request(path).header("Content-Type", mediaType).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return hub.send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> sync(byte[] body, String... headers) throws Exception {
        return post("/v1/sync", ExchangeWriter.MEDIA_TYPE, body, headers);
    }

    /** How many rows each table has, but for those that a hub writes by itself while nobody asks. */
    Map<String, Long> stored() throws Exception {
        Map<String, Long> counts = new TreeMap<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("""
                    SELECT quote_ident(tablename)
                    FROM pg_tables
                    WHERE schemaname = 'public' AND tablename NOT IN ('feed_state', 'stream_node')""")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
                    assertThat(rows.next()).isTrue();
                    counts.put(table, rows.getLong(1));
                }
            }
        }
        return counts;
    }

    Connection connect() throws Exception {
        return DriverManager.getConnection(database.jdbcUrl(), database.jdbcProperties());
    }

    /** Whether the hub still answers, holds no body, and its figures show no fault of its own. */
    void isUnharmed() throws Exception {
        assertThat(hub.status("/readyz")).isEqualTo(200);
        String metrics = hub.getText("/metrics");
        assertThat(metrics).contains("ghosthunter_gate_bodies_bytes 0.0").contains("ghosthunter_gate_requests 0.0");
        assertThat(metrics).doesNotContain("type=\"internal\"").doesNotContain("status=\"500\"");
    }

    /** The answer is this problem and tells nothing of the inside. */
    static void refused(HttpResponse<String> answer, ProblemType type) {
        assertThat(answer.body()).contains(type.uri());
        assertThat(answer.statusCode()).isEqualTo(type.status());
        assertThat(new JsonObject(answer.body()).fieldNames())
                .isSubsetOf("type", "title", "status", "detail", "line", "column", "ack", "field", "error");
        assertThat(answer.body())
                .doesNotContainIgnoringCase("exception")
                .doesNotContainIgnoringCase("postgres")
                .doesNotContain("SELECT", "INSERT", "ghosthunter.", "io.vertx", "java.", "com.fasterxml", "\\tat ");
    }

    /** A compact JWS of these parts, whoever signed it. */
    static String jws(String header, byte[] payload, byte[] signature) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "." + encoder.encodeToString(payload)
                + "." + encoder.encodeToString(signature);
    }

    /** The lines of a body behind its statement. */
    static String lines(Buffer body) {
        String text = body.toString(StandardCharsets.UTF_8);
        return text.substring(text.indexOf('\n'));
    }

    void close() throws Exception {
        hub.close();
    }
}
