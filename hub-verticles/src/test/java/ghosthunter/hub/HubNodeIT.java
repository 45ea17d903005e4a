package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.http.Exchanges;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubNodeIT {
    @TempDir
    private Path dataDir;

    private DatabaseUrl database;
    private RunningHub hub;

    @BeforeEach
    void startHub() throws Exception {
        database = TestDatabase.empty();
        hub = RunningHub.start(RunningHub.config(database, dataDir, dataDir, 0));
    }

    @AfterEach
    void stopHub() throws Exception {
        hub.close();
    }

    @Test
    void oneLineSaysThatItIsReady() throws Exception {
        // Then
        assertThat(hub.printed).hasSize(2).first().isEqualTo("hub ready: http://127.0.0.1:" + hub.node.port());
        assertThat(hub.printed.get(1)).matches("no operator yet; bootstrap token, .*: ghb1\\.[A-Za-z0-9_-]{43}");
        assertThat(hub.status("/healthz")).isEqualTo(200);
        assertThat(hub.status("/readyz")).isEqualTo(200);
    }

    @Test
    void anEnrolledLockersDropOffsStandInPostgres() throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        Exchanges.Signed exchange = Exchanges.dropOffs(locker.hub(), locker.device(), locker.key(), "PKG-1", "PKG-2");

        // When
        HttpResponse<String> answer = hub.sync(exchange.body());

        // Then
        Receipt receipt = receipt(locker, answer);
        assertThat(receipt.lanes()).hasSize(1);
        assertThat(receipt.lanes().get(0).verdict()).isEqualTo(Verdict.APPENDED);
        assertThat(receipt.lanes().get(0).durable()).isEqualTo(exchange.run().head());
        assertThat(one("SELECT count(*) FROM packages WHERE locker_id = 'LOCKER-001'"))
                .isEqualTo("2");
        assertThat(one("SELECT count(*) FROM ledger")).isEqualTo("3");
        assertThat(hub.getJson("/v1/packages/PKG-1").getString("status")).isEqualTo("synced");
        assertThat(hub.getJson("/v1/packages/PKG-1/custody").getJsonArray("steps"))
                .isNotEmpty();
        assertThat(hub.getJson("/v1/lockers").getJsonArray("lockers")).hasSize(1);
        assertThat(hub.getJson("/v1/lockers/LOCKER-001").getJsonArray("chains")).hasSize(1);
    }

    @Test
    void aMissingAckHealsByTheSameRequest() throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        Exchanges.Signed exchange = Exchanges.dropOffs(locker.hub(), locker.device(), locker.key(), "PKG-1");
        Receipt lost = receipt(locker, hub.sync(exchange.body()));

        // When
        Receipt healed = receipt(locker, hub.sync(exchange.body()));

        // Then
        assertThat(healed.lanes().get(0).verdict()).isEqualTo(Verdict.KNOWN);
        assertThat(healed.lanes().get(0).durable())
                .isEqualTo(lost.lanes().get(0).durable());
        assertThat(one("SELECT count(*) FROM packages")).isEqualTo("1");
    }

    @Test
    void theSameRequestTwiceAtOnceIsAppendedOnceAndBothGetTheReceipt() throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        Exchanges.Signed exchange = Exchanges.dropOffs(locker.hub(), locker.device(), locker.key(), "PKG-1");

        // When
        CompletableFuture<HttpResponse<String>> first = hub.syncAsync(exchange.body());
        CompletableFuture<HttpResponse<String>> second = hub.syncAsync(exchange.body());

        // Then
        List<Verdict> verdicts = List.of(
                receipt(locker, first.get(20, TimeUnit.SECONDS)).lanes().get(0).verdict(),
                receipt(locker, second.get(20, TimeUnit.SECONDS)).lanes().get(0).verdict());
        assertThat(verdicts).containsExactlyInAnyOrder(Verdict.APPENDED, Verdict.KNOWN);
        assertThat(one("SELECT count(*) FROM ledger")).isEqualTo("2");
    }

    @Test
    void stoppingAnswersWhatIsInFlight() throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        Exchanges.Signed exchange = Exchanges.dropOffs(locker.hub(), locker.device(), locker.key(), "PKG-1");
        CompletableFuture<HttpResponse<String>> inFlight;
        int whileDraining;
        int refused;

        // When
        try (Connection blocker = connect();
                Statement lock = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            lock.execute("LOCK TABLE ledger IN EXCLUSIVE MODE");
            inFlight = hub.syncAsync(exchange.body());
            await().until(() -> hub.getText("/metrics").contains("ghosthunter_gate_requests 1.0"));
            var stopping = hub.node.stop();
            whileDraining = hub.status("/readyz");
            refused = hub.sync(exchange.body()).statusCode();
            assertThat(stopping.isComplete()).isFalse();
            blocker.rollback();
        }

        // Then
        assertThat(receipt(locker, inFlight.get(20, TimeUnit.SECONDS))
                        .lanes()
                        .get(0)
                        .verdict())
                .isEqualTo(Verdict.APPENDED);
        assertThat(whileDraining).isEqualTo(503);
        assertThat(refused).isEqualTo(503);
        assertThat(one("SELECT count(*) FROM packages")).isEqualTo("1");
        await().untilAsserted(
                        () -> assertThatThrownBy(() -> hub.status("/healthz")).isInstanceOf(ConnectException.class));
    }

    @Test
    void aTakenPortIsOneClearLine(@TempDir Path otherDir) throws Exception {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Then
            assertThatThrownBy(() ->
                            RunningHub.start(RunningHub.config(database, otherDir, otherDir, taken.getLocalPort())))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("set PORT");
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsOneClearLine(@TempDir Path otherDir) {
        // Given
        DatabaseUrl nowhere = DatabaseUrl.parse("postgres://postgres:secret@127.0.0.1:1/packages");

        // Then
        assertThatThrownBy(() -> RunningHub.start(RunningHub.config(nowhere, otherDir, otherDir, 0)))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("127.0.0.1:1")
                .hasMessageNotContaining("secret");
    }

    private static Receipt receipt(Enrolled locker, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Jws jws = Jws.parse(answer.body().strip(), Receipt.TYP);
        assertThat(jws.verifies(VerifyKey.ofJwk(locker.answer().getJsonObject("hub_key"))))
                .isTrue();
        return Receipt.ofJson(jws.payload());
    }

    private String one(String sql) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private Connection connect() throws Exception {
        return DriverManager.getConnection(database.jdbcUrl(), database.jdbcProperties());
    }
}
