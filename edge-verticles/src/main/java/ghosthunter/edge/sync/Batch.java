package ghosthunter.edge.sync;

import ghosthunter.codecs.exchange.ExchangeLimits;

/**
 * How many changes one exchange carries: halved after a cut upload, so that a bad link always makes progress; doubled after
 * each receipt until it is whole again.
 */
final class Batch {
    private final ExchangeLimits whole;
    private int changesMax;

    Batch(ExchangeLimits whole) {
        this.whole = whole;
        this.changesMax = whole.changesMax();
    }

    ExchangeLimits limits() {
        return new ExchangeLimits(whole.bodyBytesMax(), whole.statementBytesMax(), changesMax);
    }

    int changesMax() {
        return changesMax;
    }

    void cut() {
        changesMax = Math.max(1, changesMax / 2);
    }

    void passed() {
        changesMax = (int) Math.min(whole.changesMax(), 2L * changesMax);
    }
}
