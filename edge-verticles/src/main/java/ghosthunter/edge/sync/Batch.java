package ghosthunter.edge.sync;

import ghosthunter.codecs.exchange.ExchangeLimits;

/**
 * How many changes one exchange carries. Halved after each cut upload, so that a bad link always makes progress. The first
 * receipt makes it whole again: mostly the link was gone, and not bad. Who is cut then has a link with a limit; it goes back to
 * what passed and tries the double after some receipts, the more of them the more often it was cut.
 */
final class Batch {
    private static final int PATIENCE_MAX = 16;

    private final ExchangeLimits whole;
    private int changesMax;
    private int passedMax;
    private int patience;
    private int passes;
    private boolean raised;

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
        if (raised) {
            changesMax = passedMax;
            patience = Math.max(1, Math.min(PATIENCE_MAX, 2 * patience));
        } else {
            changesMax = Math.max(1, changesMax / 2);
        }
        raised = false;
        passes = 0;
    }

    void passed() {
        passedMax = changesMax;
        passes++;
        raised = changesMax < whole.changesMax() && passes >= patience;
        if (raised) {
            changesMax = patience == 0 ? whole.changesMax() : (int) Math.min(whole.changesMax(), 2L * changesMax);
            passes = 0;
        } else if (changesMax == whole.changesMax()) {
            patience = 0;
        }
    }
}
