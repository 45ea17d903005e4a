package ghosthunter.hub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.TenantId;
import io.vertx.pgclient.PgConnectOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What row-level security costs the group commit: the same groups with it and without, in turns, on one server. */
@Tag("full")
class TenantCostIT {
    private static final int ROUNDS = 9;
    private static final int LOCKERS = 200;
    private static final int CHANGES = 5;
    private static final int GROUPS = 8;

    /** Slower than this by the median is more than the noise of a shared machine. */
    private static final double RATIO_MIN = 0.75;

    private final TestClock clock = new TestClock();
    private int made;

    @Test
    void groupsOfOneAndOfManyTenantsAreCommittedAsFastAsWithoutRowSecurity() {
        try (LedgerDatabase database = new LedgerDatabase()) {
            // Given
            database.execute("INSERT INTO tenant (id, name) SELECT 't' || n, 't' FROM generate_series(1, 20) n");
            SqlLedger forced = database.ledger(clock);
            SqlLedger open = database.ledger(asSuperuser(database), clock, LedgerMetrics.NONE);
            List<Double> without = new ArrayList<>();
            List<Double> one = new ArrayList<>();
            List<Double> twenty = new ArrayList<>();

            // When
            for (int round = 0; round < ROUNDS; round++) {
                without.add(changesPerSecond(database, open, 1));
                one.add(changesPerSecond(database, forced, 1));
                twenty.add(changesPerSecond(database, forced, 20));
            }

            // Then
            System.out.printf(
                    "changes/s, median of %d rounds: without row security %.0f; with it, 1 tenant %.0f, 20 tenants %.0f%n",
                    ROUNDS, median(without), median(one), median(twenty));
            assertThat(median(one)).isGreaterThan(RATIO_MIN * median(without));
            assertThat(median(twenty)).isGreaterThan(RATIO_MIN * median(without));
        }
    }

    private double changesPerSecond(LedgerDatabase database, SqlLedger ledger, int tenants) {
        List<List<Submission>> groups = IntStream.range(0, GROUPS)
                .mapToObj(n -> group(database, tenants))
                .toList();
        long from = System.nanoTime();
        for (List<Submission> group : groups) {
            assertThat(LedgerConformance.await(ledger.commit(group)))
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Committed.class));
        }
        return GROUPS * LOCKERS * CHANGES * 1e9 / (System.nanoTime() - from);
    }

    private List<Submission> group(LedgerDatabase database, int tenants) {
        List<Submission> group = new ArrayList<>();
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < LOCKERS; i++) {
            made++;
            TestLocker locker = new TestLocker(new TenantId("t" + (1 + i % tenants)), "L" + made, clock, made);
            for (int n = 0; n < CHANGES; n++) {
                locker.dropOff("PKG-" + made + "-" + n);
            }
            rows.append(rows.isEmpty() ? "" : ",")
                    .append("('")
                    .append(locker.ref.tenant())
                    .append("','L");
            rows.append(made).append("')");
            group.add(locker.all());
        }
        database.execute("INSERT INTO device (tenant, device) VALUES " + rows);
        return group;
    }

    private static PgConnectOptions asSuperuser(LedgerDatabase database) {
        PgConnectOptions options = database.url.connectOptions();
        Map<String, String> properties = new HashMap<>(options.getProperties());
        properties.remove("role");
        return options.setProperties(properties);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
