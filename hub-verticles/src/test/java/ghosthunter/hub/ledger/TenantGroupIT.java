package ghosthunter.hub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.Migrations;
import ghosthunter.hub.postgres.Tenancy;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantGroupIT {
    private static final TenantId A = new TenantId("tenant-a");
    private static final TenantId B = new TenantId("tenant-b");
    private static final List<String> TABLES = List.of(
            "device",
            "device_epoch",
            "chain_head",
            "ledger",
            "evidence",
            "quarantine",
            "finding",
            "fork_evidence",
            "packages");

    private final TestClock clock = new TestClock();

    @Test
    void oneGroupOfTwoTenantsWithTheSameCodesAndPackagesKeepsThemApart() {
        try (LedgerDatabase database = new LedgerDatabase()) {
            groupOfTwoTenantsIsKeptApart(database);
        }
    }

    @Test
    void aUserWhoIsNoSuperuserHasItsGroupsCommittedToo() {
        // Given
        assertThat(TestDatabase.migrated().database()).isNotEmpty();
        DatabaseUrl url = TestDatabase.ownedBy("plain_ledger", "NOCREATEROLE");
        TestDatabase.run(url, "GRANT ghosthunter_app TO plain_ledger");
        assertThat(Migrations.migrate(url)).isPositive();

        try (LedgerDatabase database = new LedgerDatabase(url)) {
            groupOfTwoTenantsIsKeptApart(database);
        }
    }

    private void groupOfTwoTenantsIsKeptApart(LedgerDatabase database) {
        // Given
        database.execute("INSERT INTO tenant (id, name) VALUES ('tenant-a', 'A'), ('tenant-b', 'B')");
        SqlLedger ledger = database.ledger(clock);
        TestLocker one = locker(database, A);
        TestLocker two = locker(database, B);

        // When
        List<Outcome> outcomes = LedgerConformance.commit(ledger, one.all(), two.all());
        List<Outcome> again = LedgerConformance.commit(ledger, forked(two), forked(one));
        List<Outcome> reviewed = List.of(
                LedgerConformance.await(ledger.review(one.ref, java.util.Set.of())),
                LedgerConformance.await(ledger.review(two.ref, java.util.Set.of())));

        // Then
        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(
                                LedgerConformance.lane(outcome, Lane.CRITICAL).verdict())
                        .isEqualTo(Verdict.APPENDED));
        assertThat(again)
                .allSatisfy(outcome -> assertThat(
                                LedgerConformance.lane(outcome, Lane.CRITICAL).verdict())
                        .isEqualTo(Verdict.FORK));
        assertThat(reviewed).hasOnlyElementsOfType(Outcome.Committed.class);
        Pool pool = TestDatabase.pool(database.vertx, database.url);
        for (String table : TABLES) {
            String count = "SELECT count(*), count(*) FILTER (WHERE tenant = $1) FROM " + table;
            long[] seen = {0, 0};
            for (TenantId tenant : List.of(A, B)) {
                var row = LedgerConformance.await(Tenancy.of(tenant).query(pool, count, Tuple.of(tenant.value())))
                        .iterator()
                        .next();
                assertThat(row.getLong(0)).as(table).isEqualTo(row.getLong(1)).isPositive();
                seen[tenant.equals(A) ? 0 : 1] = row.getLong(0);
            }
            assertThat(seen[0]).as(table).isEqualTo(seen[1]);
        }
        LedgerConformance.await(pool.close());
    }

    /** Both tenants use one code and one tracking id; one change is poison. */
    private TestLocker locker(LedgerDatabase database, TenantId tenant) {
        TestLocker locker = new TestLocker(tenant, "LOCKER-001", clock, tenant.hashCode());
        database.enroll(locker);
        locker.dropOff("PKG-1");
        locker.dropOff("PKG-2");
        locker.add(Lane.CRITICAL, "not a change");
        locker.pickUp("PKG-1");
        return locker;
    }

    private static Submission forked(TestLocker locker) {
        locker.lines(Lane.CRITICAL).remove(3);
        locker.dropOff("PKG-9");
        return locker.after(3);
    }
}
