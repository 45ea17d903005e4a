package ghosthunter.hub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.audit.Audit;
import ghosthunter.hub.audit.AuditReport;
import ghosthunter.hub.audit.StockRebuild;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stock and its movements, derived anew from the ledger. */
final class StockRebuildIT {
    private final LedgerDatabase database = new LedgerDatabase();
    private final TestClock clock = new TestClock();
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void moveSomeStock() {
        database.empty();
        TestLocker till = new TestLocker("TILL-1", clock, 1);
        database.enroll(till);
        till.write("stock", "K", "CREATE", 0, "{\"count\":10,\"name\":\"tea\"}");
        till.write("stock", "K", "ADD", 1, "{\"delta\":-3}");
        till.write("stock", "K", "ADD", 1, "{\"delta\":-30}");
        till.write("stock", "K", "SET", 1, "{\"count\":5,\"seen\":7}");
        till.write("stock", "K", "PATCH", 1, "{\"name\":\"green tea\"}");
        till.write("stock", "K", "DELETE", 1, "{}");
        till.write("credit", "C", "ADD", 0, "{\"delta\":-1}");
        SqlLedger ledger = database.ledger(clock);
        assertThat(LedgerConformance.commit(ledger, till.fresh())).allMatch(Outcome.Committed.class::isInstance);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatTheLedgerWroteIsWhatItSays() {
        // When
        long differences = rebuild(false);

        // Then
        assertThat(differences).as(told.toString()).isZero();
        assertEntitiesAreSound();
    }

    @Test
    void eachDifferenceIsToldAndPutRight() {
        // Given
        Contents sound = database.contents();
        database.execute("UPDATE inventory_event SET delta = delta - 1 WHERE version = 2");
        database.execute("DELETE FROM inventory_event WHERE version = 4");
        damage("UPDATE entity SET data = data || '{\"count\": 99}' WHERE type = 'credit'");

        // When
        long checked = rebuild(false);
        long repaired = rebuild(true);
        long after = rebuild(false);

        // Then
        assertThat(List.of(checked, repaired, after)).as(told.toString()).containsExactly(3L, 3L, 0L);
        assertThat(told).anyMatch(line -> line.equals("credit C: the stock is 99, its movements sum up to -1"));
        assertThat(database.contents().table("inventory_event")).isEqualTo(sound.table("inventory_event"));
        assertThat(database.contents().table("entity", "credit C", "| v2 |", "{count=-1}"))
                .hasSize(1);
        assertEntitiesAreSound();
    }

    @Test
    void anEntityThatIsNotItsNewestVersionIsAFault() {
        // Given
        damage("UPDATE entity SET data = '{}' WHERE type = 'stock'");
        database.execute("DELETE FROM entity_version WHERE type = 'credit'");

        // When
        AuditReport.Check entities = entities();

        // Then
        assertThat(entities.faults()).as(entities.told().toString()).isEqualTo(2);
    }

    /** Changes rows behind the trigger that makes a version of what somebody writes by hand. */
    private void damage(String update) {
        database.execute("ALTER TABLE entity DISABLE TRIGGER entity_written");
        database.execute(update);
        database.execute("ALTER TABLE entity ENABLE TRIGGER entity_written");
    }

    private void assertEntitiesAreSound() {
        AuditReport.Check entities = entities();
        assertThat(entities.told()).isEmpty();
        assertThat(entities.checked()).isEqualTo(2);
    }

    private AuditReport.Check entities() {
        return Audit.run(database.url, (what, checked) -> {}).checks().stream()
                .filter(check -> check.what().equals("entities"))
                .findFirst()
                .orElseThrow();
    }

    private long rebuild(boolean repair) {
        return StockRebuild.run(
                database.url, TestLocker.TENANT, EntityConformance.SETTINGS.entities(), repair, told::add);
    }
}
