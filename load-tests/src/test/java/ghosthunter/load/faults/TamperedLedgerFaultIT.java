package ghosthunter.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.load.fleet.FleetLocker;
import ghosthunter.load.reconcile.Reconciler;
import ghosthunter.load.reconcile.Reconciliation;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The reconciliation on which the other tests rely: it finds what somebody did to the database behind the hub's back. */
@Timeout(180)
class TamperedLedgerFaultIT {
    private static final long SEED = 3L;
    private static final int DROPS = 6;

    @TempDir
    private Path directory;

    @Test
    void whatIsLostDoubledOrRewrittenIsFound() throws Exception {
        try (TestFleet fleet = TestFleet.start(directory, SEED)) {
            // Given
            fleet.addLockers(1, 0);
            fleet.dropOffs(DROPS);
            fleet.awaitSettled();
            fleet.assertReconciled(DROPS);

            // When
            Reconciliation lost = tampered(fleet, "DELETE FROM packages WHERE tracking_id = 'PKG-00003'");
            Reconciliation doubled = tampered(
                    fleet,
                    "UPDATE ledger SET key = 'PKG-00001' WHERE key = 'PKG-00002'",
                    "UPDATE packages SET tracking_id = 'PKG-00003' WHERE tracking_id = 'PKG-00002'");
            Reconciliation rewritten =
                    tampered(fleet, "UPDATE ledger SET line = line || ' '::bytea WHERE key = 'PKG-00004'");
            Reconciliation cut = tampered(fleet, "DELETE FROM ledger WHERE key = 'PKG-00006'");

            // Then
            assertThat(lost.missing()).containsExactly("PKG-00003");
            assertThat(lost.line()).endsWith("stored=5 missing=1 duplicated=0 gaps=0");
            assertThat(doubled.duplicated()).containsExactly("PKG-00001");
            assertThat(rewritten.gaps()).hasSize(1);
            assertThat(cut.gaps()).hasSize(2);
            assertThat(List.of(lost, doubled, rewritten, cut)).noneMatch(Reconciliation::holds);
        }
    }

    private static Reconciliation tampered(TestFleet fleet, String... statements) throws SQLException {
        String url = fleet.hub().jdbcUrl();
        try (Connection postgres = DriverManager.getConnection(url);
                Statement statement = postgres.createStatement()) {
            for (String sql : statements) {
                int rows = statement.executeUpdate(sql);
                assertThat(rows).as(sql).isEqualTo(1);
            }
        }
        return Reconciler.reconcile(
                fleet.lockers().stream().map(FleetLocker::database).toList(), url);
    }
}
