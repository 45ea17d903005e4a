package ghosthunter.hub.ledger;

/** What the ledger tells of itself. A port, so that the ledger knows no metrics library. */
public interface LedgerMetrics {
    /** Tells nobody. */
    LedgerMetrics NONE = new LedgerMetrics() {
        @Override
        public void appended(int changes) {}

        @Override
        public void retried(String cause) {}

        @Override
        public void split() {}

        @Override
        public void overloaded() {}
    };

    /** So many changes are durable. */
    void appended(int changes);

    /** A group is tried again; {@code cause} is a SQLSTATE or the name of an exception. */
    void retried(String cause);

    /** A group is cut in halves because of something in it. */
    void split();

    /** A submission was turned away because the queue is full. */
    void overloaded();
}
