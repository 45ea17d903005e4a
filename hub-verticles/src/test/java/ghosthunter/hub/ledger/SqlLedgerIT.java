package ghosthunter.hub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SqlLedgerIT extends EntityConformance {
    private static @Nullable LedgerDatabase shared;
    private @Nullable SqlLedger ledger;

    @BeforeAll
    static void start() {
        shared = new LedgerDatabase();
    }

    @AfterAll
    static void stop() {
        database().close();
    }

    @BeforeEach
    void empty() {
        database().empty();
        ledger = database().ledger(clock, ids);
    }

    @Override
    Ledger ledger() {
        return java.util.Objects.requireNonNull(ledger);
    }

    @Override
    Ledger otherNode() {
        return database().ledger(clock, ids);
    }

    @Override
    void enroll(TestLocker locker) {
        database().enroll(locker);
    }

    @Override
    Contents contents() {
        return database().contents();
    }

    @Test
    void aKeyThatSomebodyDeletedWithSqlGoesOnFromItsTombstone() {
        // Given
        TestLocker till = locker("TILL-1");
        till.write("order", "K", "CREATE", 0, "{\"n\":1}");
        record(till.fresh());
        database().execute("DELETE FROM entity");
        Contents removed = contents();
        TestLocker other = locker("TILL-2");
        other.write("order", "K", "CREATE", 0, "{\"n\":2}");

        // When
        record(other.fresh());

        // Then
        assertThat(removed.table("entity", "order K", "| v2 |", "| true |", "| hub |"))
                .hasSize(1);
        assertThat(contents().table("entity", "order K", "| v3 |", "{n=2}", "| false |"))
                .hasSize(1);
        assertThat(contents().table("entity_version")).hasSize(3);
        assertThat(contents().table("quarantine")).isEmpty();
    }

    private static LedgerDatabase database() {
        return java.util.Objects.requireNonNull(shared);
    }
}
