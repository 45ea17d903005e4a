package ghosthunter.edge.sync;

import ghosthunter.codecs.exchange.ExchangeLimits;

/**
 * How many changes one exchange carries: halved after a cut upload, so that a bad link always makes progress; doubled again
 * after some receipts, the more of them the more often it was cut, so that a link with a limit is not cut every other time.
 */
final class Batch {
    private static final int PATIENCE_MAX = 16;

    private final ExchangeLimits whole;
    private int changesMax;
    private int patience = 1;
    private int passes;

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
        patience = Math.min(PATIENCE_MAX, 2 * patience);
        passes = 0;
    }

    void passed() {
        passes++;
        if (passes >= patience && changesMax < whole.changesMax()) {
            changesMax = (int) Math.min(whole.changesMax(), 2L * changesMax);
            passes = 0;
        }
        if (changesMax == whole.changesMax()) {
            patience = 1;
        }
    }
}
