package ghosthunter.hub.ledger;

import ghosthunter.codecs.id.UuidV7;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A database of our schema, emptied before each test, and the ledgers on it. */
final class LedgerDatabase implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final DatabaseUrl url;
    private final List<SqlLedger> ledgers = new ArrayList<>();

    LedgerDatabase() {
        this(TestDatabase.migrated());
    }

    LedgerDatabase(DatabaseUrl url) {
        this.url = url;
    }

    /** Nothing is in it any more, and the ledgers of the test before let go of their connections. */
    void empty() {
        closeLedgers();
        execute(
                "SET session_replication_role = replica; TRUNCATE device, device_epoch, chain_head, ledger, evidence, clock_sample, quarantine, finding,"
                        + " fork_evidence, packages, entity, entity_version, conflict, conflict_event, inventory_event, device_group"
                        + " RESTART IDENTITY CASCADE");
    }

    SqlLedger ledger(InstantSource clock, UuidV7 ids) {
        return ledger(url.connectOptions(), EntityConformance.SETTINGS, clock, ids, LedgerMetrics.NONE);
    }

    SqlLedger ledger(InstantSource clock) {
        return ledger(clock, new UuidV7(clock, new Random(ledgers.size())));
    }

    /** One that tells what it met. */
    SqlLedger ledger(PgConnectOptions options, InstantSource clock, LedgerMetrics metrics) {
        return ledger(options, LedgerSettings.DEFAULT, clock, new UuidV7(clock, new Random(ledgers.size())), metrics);
    }

    private SqlLedger ledger(
            PgConnectOptions options, LedgerSettings settings, InstantSource clock, UuidV7 ids, LedgerMetrics metrics) {
        SqlLedger ledger = new SqlLedger(vertx, options, settings, clock, ids, metrics);
        ledgers.add(ledger);
        return ledger;
    }

    void enroll(TestLocker locker) {
        execute("INSERT INTO device (tenant, device) VALUES ('" + locker.ref.tenant() + "', '" + locker.ref.device()
                + "') ON CONFLICT DO NOTHING");
    }

    void execute(String sql) {
        try (Connection connection = TestDatabase.connect(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    Contents contents() {
        try (Connection connection = TestDatabase.connect(url)) {
            return SqlContents.of(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("the tables can be read", e);
        }
    }

    @Override
    public void close() {
        closeLedgers();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("Vert.x closes", e);
        }
    }

    private void closeLedgers() {
        ledgers.forEach(ledger -> LedgerConformance.await(ledger.close()));
        ledgers.clear();
    }
}
