package ghosthunter.hub.ledger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

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

    private static LedgerDatabase database() {
        return java.util.Objects.requireNonNull(shared);
    }
}
