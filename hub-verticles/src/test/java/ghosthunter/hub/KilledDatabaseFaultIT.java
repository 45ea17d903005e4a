package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.key.Jws;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.dialect.agrotour.AgrotourDialect;
import ghosthunter.hub.dialect.agrotour.AgrotourTypes;
import ghosthunter.hub.dialect.posduif.PosduifDialect;
import ghosthunter.hub.dialect.posduif.PosduifSettings;
import ghosthunter.hub.dialect.posduif.PosduifTypes;
import ghosthunter.hub.http.Exchanges;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.EmbeddedDatabase;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded database is killed with SIGKILL while its hub lives. */
class KilledDatabaseFaultIT {
    private static final Duration BACK_MAX = Duration.ofSeconds(60);

    @TempDir
    private Path dataDir;

    private RunningHub hub;

    @BeforeEach
    void startHub() throws Exception {
        Path programs = Path.of("target", "test-database", "programs").toAbsolutePath();
        DialectSettings.One own = new DialectSettings.One(
                TenantId.DEFAULT, null, null, Set.of(), Set.of(PosduifSettings.TRUST_USER_HEADER));
        DialectSettings dialects = new DialectSettings(Map.of(AgrotourDialect.NAME, own, PosduifDialect.NAME, own));
        List<EntityType> types = Stream.concat(AgrotourTypes.of(own).stream(), PosduifTypes.ALL.stream())
                .toList();
        hub = RunningHub.start(
                RunningHub.config(null, dataDir, programs, 0, Map.of(), dialects, new EntityCatalog(types)));
    }

    @AfterEach
    void stopHub() throws Exception {
        hub.close();
        assertThat(EmbeddedDatabase.running(dataDir)).isEmpty();
    }

    @Test
    void theHubBringsItsDatabaseBackByItselfEveryTime() throws Exception {
        // Given
        Enrolled locker = hub.enroll(database(), "LOCKER-001");
        for (int round = 0; round < 2; round++) {
            Exchanges.Signed before =
                    Exchanges.dropOffs(locker.hub(), locker.device(), locker.key(), "PKG-BEFORE-" + round);
            assertThat(verdict(hub.sync(before.body()))).isEqualTo(Verdict.APPENDED);
            DatabaseUrl address = database();

            // When
            ProcessHandle killed = kill();
            await().pollInterval(Duration.ofMillis(20)).atMost(BACK_MAX).until(() -> hub.status("/readyz") == 503);
            HttpResponse<String> meanwhile = hub.sync(before.body());
            await().atMost(BACK_MAX).until(() -> hub.status("/readyz") == 200);

            // Then
            assertThat(meanwhile.statusCode()).isIn(200, 503);
            assertThat(hub.status("/healthz")).isEqualTo(200);
            assertThat(postmaster().pid()).isNotEqualTo(killed.pid());
            assertThat(database()).hasToString(address.toString());
            assertThat(verdict(hub.sync(before.body()))).isEqualTo(Verdict.KNOWN);
            Exchanges.Signed after =
                    Exchanges.dropOffs(locker.hub(), locker.device(), locker.key(), "PKG-AFTER-" + round);
            assertThat(verdict(hub.sync(after.body()))).isEqualTo(Verdict.APPENDED);
            assertThat(one("SELECT count(*) FROM packages")).isEqualTo(String.valueOf(2 * round + 2));
            assertThat(one("SHOW fsync")).isEqualTo("on");
            assertThat(one("SHOW synchronous_commit")).isEqualTo("on");
            assertThat(one("SHOW wal_level")).isEqualTo("logical");
        }
    }

    @Test
    void whileItCannotStartTheHubIsNotReadyAndAnswersAndOnceItCanItIs() throws Exception {
        // Given
        Enrolled locker = hub.enroll(database(), "LOCKER-001");
        Exchanges.Signed exchange = Exchanges.dropOffs(locker.hub(), locker.device(), locker.key(), "PKG-1");
        assertThat(verdict(hub.sync(exchange.body()))).isEqualTo(Verdict.APPENDED);
        Path control = dataDir.resolve("postgres/global/pg_control");
        Path aside = dataDir.resolve("pg_control.aside");

        // When
        Files.move(control, aside);
        ProcessHandle killed = kill();
        awaitFailedStart();
        HttpResponse<String> refused = hub.sync(exchange.body());
        int ready = hub.status("/readyz");
        Files.move(aside, control);

        // Then
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        assertThat(ready).isEqualTo(503);
        await().atMost(BACK_MAX).until(() -> hub.status("/readyz") == 200);
        assertThat(postmaster().pid()).isNotEqualTo(killed.pid());
        assertThat(verdict(hub.sync(exchange.body()))).isEqualTo(Verdict.KNOWN);
    }

    @Test
    void clientsOfDialectsHearWhileItIsAwayThatTheHubIsNotReadyAndWhenItIsBackThatItIs() throws Exception {
        // Given
        Path control = dataDir.resolve("postgres/global/pg_control");
        Path aside = dataDir.resolve("pg_control.aside");
        int before = hub.status("/health/ready");
        int usersBefore = hub.status("/api/auth/available-users");

        // When
        Files.move(control, aside);
        ProcessHandle unused = kill();
        awaitFailedStart();
        HttpResponse<String> ready = hub.send(hub.request("/health/ready"));
        HttpResponse<String> users = hub.send(hub.request("/api/auth/available-users"));
        String live = hub.body("/health/live");
        String ok = hub.body("/health");
        Files.move(aside, control);

        // Then
        assertThat(List.of(before, usersBefore)).containsExactly(200, 200);
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(ready.body()).getString("status")).isEqualTo("unready");
        assertThat(users.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(users.body()).getJsonArray("users")).isEmpty();
        assertThat(new JsonObject(users.body()).getString("error")).isNotEmpty();
        assertThat(new JsonObject(live).getString("status")).isEqualTo("live");
        assertThat(ok).isEqualTo("OK");
        await().atMost(BACK_MAX).until(() -> hub.status("/health/ready") == 200);
        assertThat(hub.body("/health/ready")).contains("\"ready\"");
        await().atMost(BACK_MAX).until(() -> hub.status("/api/auth/available-users") == 200);
    }

    /** It has tried to start without the file that was taken away. */
    private void awaitFailedStart() {
        Path startLog = dataDir.resolve("postgres-start.log");
        await().atMost(BACK_MAX)
                .until(() ->
                        Files.exists(startLog) && Files.readString(startLog).contains("pg_control"));
    }

    private DatabaseUrl database() {
        return EmbeddedDatabase.running(dataDir).orElseThrow();
    }

    private ProcessHandle kill() throws Exception {
        ProcessHandle postmaster = postmaster();
        assertThat(postmaster.info().command().orElseThrow()).endsWith("postgres");
        assertThat(postmaster.destroyForcibly()).isTrue();
        return postmaster;
    }

    private ProcessHandle postmaster() throws Exception {
        String pid =
                Files.readAllLines(dataDir.resolve("postgres/postmaster.pid")).get(0);
        return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    }

    private static Verdict verdict(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Receipt.ofJson(Jws.parse(answer.body().strip(), Receipt.TYP).payload())
                .lanes()
                .get(0)
                .verdict();
    }

    private String one(String sql) throws Exception {
        try (Connection connection = TestDatabase.connect(database());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
