package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.feed.ReplicationSlot;
import ghosthunter.hub.http.Exchanges;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TenantTable;
import ghosthunter.hub.postgres.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One hub, tenants that share a database, one with its own, one whose database is not there yet. */
class TenantDatabasesIT {
    private static final TenantId ACME = new TenantId("acme.parcels");
    private static final TenantId LATE = new TenantId("late");
    private static final TenantId SHARING = new TenantId("sharing");

    @TempDir
    private Path dataDir;

    private final DatabaseUrl shared = TestDatabase.migrated();
    private final DatabaseUrl own = TestDatabase.empty();
    private DatabaseUrl missing;
    private RunningHub hub;

    @BeforeEach
    void start() throws Exception {
        missing = DatabaseUrl.parse("postgres://postgres@" + own.address() + "/" + own.database() + "_late");
        assertThat(TenantTable.add(shared, SHARING, "Sharing")).isTrue();
        HubConfig config = RunningHub.config(shared, dataDir, dataDir, 0, Map.of(ACME, own, LATE, missing));
        hub = RunningHub.start(config);
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
        TestDatabase.run(shared, "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
        TestDatabase.run(shared, "DROP DATABASE IF EXISTS " + missing.database() + " WITH (FORCE)");
    }

    @Test
    void bothKindsOfTenantsAreServedAtOnceAndTheirRowsAreWhereTheyBelong() throws Exception {
        // Given
        Enrolled inOwn = hub.enroll(own, locker(ACME));
        Enrolled inShared = hub.enroll(shared, locker(SHARING));
        Enrolled ofDefault = hub.enroll(shared, locker(TenantId.DEFAULT));

        // When
        for (Enrolled locker : new Enrolled[] {inOwn, inShared, ofDefault}) {
            assertThat(sync(locker).statusCode()).isEqualTo(200);
        }

        // Then
        assertThat(one(own, "SELECT string_agg(DISTINCT tenant, ',') FROM ledger"))
                .isEqualTo("acme.parcels");
        assertThat(one(own, "SELECT count(*) FROM packages")).isEqualTo("1");
        assertThat(one(shared, "SELECT string_agg(DISTINCT tenant, ',' ORDER BY tenant) FROM ledger"))
                .isEqualTo("default,sharing");
        assertThat(one(shared, "SELECT own_database FROM tenant WHERE id = 'acme.parcels'"))
                .isEqualTo("t");
    }

    @Test
    void aDatabaseOfATenantGetsItsReplicationSlotWhichHoldsNoLogBack() throws Exception {
        // Given
        String slot = ReplicationSlot.nameOf(ACME, own);
        assertThat(slot).matches("ghosthunter_acme_parcels_[0-9a-f]{8}");
        String where = " FROM pg_replication_slots WHERE slot_name = '" + slot + "'";
        await().atMost(Duration.ofSeconds(60))
                .until(() -> one(own, "SELECT count(*)" + where).equals("1"));
        assertThat(one(own, "SELECT plugin || ' ' || database" + where)).isEqualTo("pgoutput " + own.database());

        // When
        TestDatabase.run(own, "INSERT INTO tenant (id, name) SELECT 'x' || n, 'x' FROM generate_series(1, 1000) n");
        String written = one(own, "SELECT pg_current_wal_flush_lsn()");

        // Then
        await().atMost(Duration.ofSeconds(60))
                .until(() -> one(own, "SELECT confirmed_flush_lsn >= '" + written + "'" + where)
                        .equals("t"));
    }

    @Test
    void aDatabaseThatCannotBeReachedStopsNobodyElseAndIsServedWhenItIsThere() throws Exception {
        // Given
        assertThat(hub.status("/readyz")).isEqualTo(200);
        Enrolled known = hub.enroll(shared, locker(SHARING));
        Enrolled unserved = new Enrolled(known.hub(), locker(LATE), known.key(), known.answer());

        // When
        HttpResponse<String> refused = sync(unserved);
        HttpResponse<String> others = sync(known);

        // Then
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("unavailable").doesNotContain(missing.database());
        assertThat(others.statusCode()).isEqualTo(200);

        // When
        TestDatabase.run(shared, "CREATE DATABASE " + missing.database() + " TEMPLATE template0");

        // Then
        await().atMost(Duration.ofSeconds(90)).until(() -> sync(unserved).statusCode() == 401);
        Enrolled served = hub.enroll(missing, locker(LATE));
        assertThat(sync(served).statusCode()).isEqualTo(200);
        assertThat(one(missing, "SELECT count(*) FROM packages")).isEqualTo("1");
    }

    @Test
    void theSharedDatabaseTakesNoRowOfATenantWithADatabaseOfItsOwn() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> TestDatabase.run(
                        shared, "INSERT INTO device (tenant, device) VALUES ('acme.parcels', 'LOCKER-001')"))
                .rootCause()
                .hasMessageContaining("tenant acme.parcels has a database of its own");
    }

    private static DeviceRef locker(TenantId tenant) {
        return new DeviceRef(tenant, new DeviceId("LOCKER-001"));
    }

    private HttpResponse<String> sync(Enrolled locker) throws Exception {
        return hub.sync(Exchanges.dropOffs(locker.hub(), locker.device(), locker.key(), "PKG-1")
                .body());
    }

    private static String one(DatabaseUrl url, String sql) throws SQLException {
        try (Connection connection = TestDatabase.connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
