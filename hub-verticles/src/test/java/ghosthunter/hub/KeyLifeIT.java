package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.http.Exchanges;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Revocation, and what a restored dump must not bring back, on two whole nodes over one database. */
class KeyLifeIT {
    @TempDir
    Path dataDir;

    @TempDir
    Path otherDataDir;

    private DatabaseUrl database;
    private RunningHub hub;
    private RunningHub other;

    @BeforeEach
    void startNodes() throws Exception {
        database = TestDatabase.empty();
        hub = RunningHub.start(RunningHub.config(database, dataDir, dataDir, 0));
        for (String shared : List.of("hub-identity.json", "operator-secret")) {
            Files.copy(dataDir.resolve(shared), otherDataDir.resolve(shared), StandardCopyOption.COPY_ATTRIBUTES);
        }
        other = RunningHub.start(RunningHub.config(database, otherDataDir, otherDataDir, 0));
    }

    @AfterEach
    void stopNodes() throws Exception {
        other.close();
        hub.close();
    }

    @Test
    void aRevocationActsOnEveryNodeWithinASecond() throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        Buffer body = Exchanges.dropOffs(locker.hub(), locker.device(), locker.key(), "PKG-1")
                .body();
        assertThat(hub.sync(body).statusCode()).isEqualTo(200);
        assertThat(other.sync(body).statusCode()).isEqualTo(200);

        // When
        HttpResponse<String> revoked = post(hub, "/v1/lockers/LOCKER-001/revoke", new JsonObject());

        // Then
        assertThat(revoked.statusCode()).as(revoked.body()).isEqualTo(200);
        assertThat(new JsonObject(revoked.body()).getJsonArray("revoked"))
                .containsExactly(locker.key().verifyKey().kid());
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> other.sync(body).statusCode() == 401);
        assertThat(problem(other.sync(body))).isEqualTo(ProblemType.KEY_REVOKED.uri());
        assertThat(problem(hub.sync(body))).isEqualTo(ProblemType.KEY_REVOKED.uri());
        assertThat(one("SELECT count(*) FROM packages")).isEqualTo("1");
        await().until(() ->
                Files.readString(otherDataDir.resolve("kept.ndjson")).contains("\"revoked\""));
        assertThat(hub.send(RunningHub.as(hub.admin(), hub.request("/v1/packages/PKG-1/custody")))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aNodeThatDoesNotHearAnnouncementsTrustsNoMemory() throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        Buffer body = Exchanges.dropOffs(locker.hub(), locker.device(), locker.key(), "PKG-1")
                .body();
        assertThat(other.sync(body).statusCode()).isEqualTo(200);

        // When
        one("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                + "WHERE datname = current_database() AND query IN ('SELECT 1', 'LISTEN ghosthunter_keys')");
        one("WITH done AS (UPDATE device_key SET revoked_at = now() RETURNING 1) SELECT count(*) FROM done");

        // Then
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> other.sync(body).statusCode() == 401);
    }

    @Test
    void aRestoredDumpLetsNobodyBackInAndShutsNobodyOut() throws Exception {
        // Given
        Enrolled revoked = hub.enroll(database, "LOCKER-001");
        assertThat(post(hub, "/v1/lockers/LOCKER-001/revoke", new JsonObject()).statusCode())
                .isEqualTo(200);
        Enrolled kept = hub.enroll(database, "LOCKER-002");
        other.close();
        hub.close();

        // When
        one("WITH done AS (UPDATE device_key SET revoked_at = NULL RETURNING 1) SELECT count(*) FROM done");
        one("WITH done AS (UPDATE enrollment_token SET spent_at = NULL, spent_kid = NULL RETURNING 1) "
                + "SELECT count(*) FROM done");
        one("WITH done AS (DELETE FROM device_key WHERE device = 'LOCKER-002' RETURNING 1) SELECT count(*) FROM done");
        startAgain();

        // Then
        assertThat(problem(hub.sync(Exchanges.dropOffs(revoked.hub(), revoked.device(), revoked.key(), "PKG-1")
                        .body())))
                .isEqualTo(ProblemType.KEY_REVOKED.uri());
        assertThat(hub.sync(Exchanges.dropOffs(kept.hub(), kept.device(), kept.key(), "PKG-2")
                                .body())
                        .statusCode())
                .isEqualTo(200);
        assertThat(one("SELECT count(*) FROM enrollment_token WHERE spent_kid IS NULL"))
                .isEqualTo("0");
    }

    @Test
    void whatARevokedKeyHasPendingIsAdmittedAsEvidenceAndNotProjected() throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        Buffer body = Exchanges.dropOffs(locker.hub(), locker.device(), locker.key(), "PKG-1")
                .body();
        assertThat(post(hub, "/v1/lockers/LOCKER-001/revoke", new JsonObject()).statusCode())
                .isEqualTo(200);
        assertThat(hub.sync(body).statusCode()).isEqualTo(401);

        // When
        HttpResponse<String> admitted = post(hub, "/v1/lockers/LOCKER-001/admit", new JsonObject().put("ttl_s", 60));

        // Then
        assertThat(admitted.statusCode()).as(admitted.body()).isEqualTo(200);
        assertThat(other.sync(body).statusCode()).isEqualTo(200);
        assertThat(one("SELECT count(*) FROM ledger")).isEqualTo("2");
        assertThat(one("SELECT count(*) FROM quarantine WHERE untrusted")).isEqualTo("2");
        assertThat(one("SELECT count(*) FROM packages")).isEqualTo("0");
        assertThat(one("SELECT kind FROM finding")).isEqualTo("untrusted");
        assertThat(one("SELECT epoch IS NULL FROM device")).isEqualTo("t");
    }

    private void startAgain() throws Exception {
        hub = RunningHub.start(RunningHub.config(database, dataDir, dataDir, 0));
        other = RunningHub.start(RunningHub.config(database, otherDataDir, otherDataDir, 0));
    }

    /** The node that started last printed the bootstrap token that counts. */
    private HttpResponse<String> post(RunningHub to, String path, JsonObject body) throws Exception {
        return to.send(RunningHub.as(other.admin(), to.post(path, "application/json", body.toBuffer())));
    }

    private static String problem(HttpResponse<String> answer) {
        return new JsonObject(answer.body()).getString("type");
    }

    @CanIgnoreReturnValue
    private String one(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.jdbcProperties());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
