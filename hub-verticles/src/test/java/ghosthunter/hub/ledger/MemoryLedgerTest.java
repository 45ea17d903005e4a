package ghosthunter.hub.ledger;

final class MemoryLedgerTest extends EntityConformance {
    private final MemoryLedger ledger = new MemoryLedger(SETTINGS, clock, ids);

    @Override
    Ledger ledger() {
        return ledger;
    }

    @Override
    Ledger otherNode() {
        return ledger.otherNode();
    }

    @Override
    void enroll(TestLocker locker) {
        ledger.enroll(locker.ref);
    }

    @Override
    Contents contents() {
        return MemoryContents.of(ledger.tables());
    }
}
