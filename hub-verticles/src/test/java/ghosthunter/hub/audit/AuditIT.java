package ghosthunter.hub.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditIT {
    private DatabaseUrl url;
    private LedgerFixture ledger;

    @BeforeEach
    void recordSomething() throws SQLException {
        url = TestDatabase.migrated();
        ledger = new LedgerFixture(url, "LOCKER-001");
        ledger.dropOff("PKG-1")
                .dropOff("PKG-2")
                .sync()
                .pickUp("PKG-1")
                .dropOff("PKG-3")
                .sync();
        new LedgerFixture(url, "LOCKER-002").dropOff("PKG-2").dropOff("PKG-4").sync();
    }

    @Test
    void aSoundLedgerHasNoFault() {
        // When
        AuditReport report = audit();

        // Then
        assertThat(faults(report)).isEmpty();
        assertThat(report.checks())
                .extracting(check -> check.what() + "=" + check.checked())
                .containsExactly("chains=2", "changes=6", "exchanges=3", "packages=4", "entities=0");
    }

    @Test
    void aLineThatWasRewrittenIsFound() throws SQLException {
        // When
        ledger.run("""
                UPDATE ledger SET line = convert_to(replace(convert_from(line, 'UTF8'), 'A1', 'B2'), 'UTF8')
                WHERE device = 'LOCKER-001' AND seq = 2
                """);

        // Then
        assertThat(faults(audit())).singleElement().asString().contains("lane critical seq 2: its hash is not");
    }

    @Test
    void aColumnThatWasRewrittenIsFound() throws SQLException {
        // When
        ledger.run("UPDATE ledger SET op = 'PICKUP' WHERE device = 'LOCKER-001' AND seq = 4");

        // Then
        assertThat(faults(audit()))
                .anyMatch(fault -> fault.contains("seq 4: its columns do not say what its line says"));
    }

    @Test
    void aChangeThatWasCutOutIsFound() throws SQLException {
        // When
        ledger.run("DELETE FROM ledger WHERE device = 'LOCKER-001' AND seq = 2");

        // Then
        List<String> faults = faults(audit());
        assertThat(faults).anyMatch(fault -> fault.contains("seq 3: follows seq 1: there is a gap"));
        assertThat(faults).anyMatch(fault -> fault.contains("is evidence for seq 2, which is not in the ledger"));
        assertThat(faults)
                .anyMatch(fault -> fault.contains("PKG-2") && fault.contains("no change of locker LOCKER-001"));
    }

    @Test
    void aChainThatWasCutAtItsEndIsFound() throws SQLException {
        // When
        ledger.run("DELETE FROM ledger WHERE device = 'LOCKER-002'");

        // Then
        assertThat(faults(audit())).anyMatch(fault -> fault.contains("its head says 2 changes, none is there"));
    }

    @Test
    void aStatementOfAnotherKeyIsFound() throws SQLException {
        // When
        ledger.run(
                "UPDATE device_key SET public_key = (SELECT public_key FROM device_key WHERE device = 'LOCKER-002')");

        // Then
        assertThat(faults(audit()))
                .hasSize(2)
                .allMatch(fault -> fault.contains("LOCKER-001") && fault.contains("its signature does not verify"));
    }

    @Test
    void evidenceThatIsMissingIsFound() throws SQLException {
        // When
        ledger.run("DELETE FROM evidence WHERE device = 'LOCKER-001' AND exchange = 1");

        // Then
        assertThat(faults(audit()))
                .singleElement()
                .asString()
                .contains("is evidence for seq 3 to 4 where 1 should follow");
    }

    @Test
    void aGhostIsFound() throws SQLException {
        // When
        ledger.run("DELETE FROM packages WHERE tracking_id = 'PKG-3'");

        // Then
        assertThat(faults(audit()))
                .containsExactly("package default/PKG-3: was dropped off and recorded, and has no row");
    }

    @Test
    void aProjectionThatWasChangedByHandIsFound() throws SQLException {
        // When
        ledger.run("UPDATE packages SET status = 'synced', picked_up_at = NULL WHERE tracking_id = 'PKG-1'");
        ledger.run("UPDATE packages SET drop_off_timestamp = now() WHERE tracking_id = 'PKG-4'");
        ledger.run("""
                INSERT INTO packages (tracking_id, locker_id, status, drop_off_timestamp, occurred_at)
                VALUES ('PKG-9', 'LOCKER-001', 'synced', now(), now())
                """);

        // Then
        assertThat(faults(audit()))
                .hasSize(3)
                .anyMatch(fault -> fault.contains("PKG-1: has status synced, its changes say picked_up"))
                .anyMatch(fault -> fault.contains("PKG-4: was dropped off"))
                .anyMatch(fault -> fault.contains("PKG-9: has a row, and no change"));
    }

    @Test
    void whatTheOldServerLeftAndWhatWaitsInQuarantineAreNoFaults() throws SQLException {
        // When
        ledger.run("""
                INSERT INTO packages (tracking_id, locker_id, status, drop_off_timestamp)
                VALUES ('OLD-1', 'LOCKER-001', 'pending', now())
                """);
        ledger.run("""
                INSERT INTO quarantine (tenant, device, epoch, lane, seq, type, key, reason, quarantined_at)
                SELECT tenant, device, epoch, lane, seq, type, key, 'poison', now() FROM ledger WHERE key = 'PKG-3'
                """);
        ledger.run("DELETE FROM packages WHERE tracking_id = 'PKG-3'");

        // Then
        assertThat(faults(audit())).isEmpty();
    }

    @Test
    void whatSomebodyWritesIntoEntitiesWithSqlIsRememberedUnderTheRoleThatWroteIt() throws SQLException {
        // When
        String insert = "INSERT INTO entity (tenant, type, key, version, data, hlc, device, run_from, updated_at)"
                + " VALUES ('default', 'parcel', 'P-1', 7, '{\"n\": 1}', 0, 'hub', 7, now())";
        ledger.run(insert);
        ledger.run("UPDATE entity SET data = '{\"n\": 2}'");
        ledger.run("UPDATE entity SET deleted = true, version = 40");
        ledger.run("DELETE FROM entity");
        ledger.run(insert);

        // Then
        assertThat(faults(audit())).isEmpty();
        assertThat(ledger.column(
                        "SELECT version || ' ' || role || ' ' || data || deleted FROM entity_version ORDER BY 1"))
                .containsExactly(
                        "1 postgres {\"n\": 1}false",
                        "2 postgres {\"n\": 2}false",
                        "3 postgres {\"n\": 2}true",
                        "4 postgres {\"n\": 1}false");
    }

    private AuditReport audit() {
        return Audit.run(url, (what, checked) -> {});
    }

    private static List<String> faults(AuditReport report) {
        return report.checks().stream().flatMap(check -> check.told().stream()).toList();
    }
}
