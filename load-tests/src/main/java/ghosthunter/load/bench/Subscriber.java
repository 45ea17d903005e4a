package ghosthunter.load.bench;

import ghosthunter.codecs.exchange.DownLine;
import ghosthunter.load.bench.frame.Latencies;
import ghosthunter.load.traffic.SignedLocker;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A device that listens and knows what it waits for. Of one event loop, but for {@link #expect}. */
final class Subscriber {
    private final SignedLocker locker;
    private final Queue<Expected> expected = new ConcurrentLinkedQueue<>();
    private @Nullable String cursor;
    private boolean inExchange;
    private boolean wantsAnother;

    Subscriber(SignedLocker locker) {
        this.locker = locker;
    }

    /** A change that concerns this device. */
    static final class Expected {
        private final String key;
        private final long number;
        private volatile long committedNanos;
        private boolean told;

        private Expected(String key, long number) {
            this.key = key;
            this.number = number;
        }

        /** The writer has the answer to its commit. */
        void committed(long nanos) {
            committedNanos = nanos;
        }

        private boolean isCommitted() {
            return committedNanos != 0;
        }
    }

    /** What became of the changes for all devices. */
    static final class Tally {
        /** From a commit to the first call behind it, or to its data where they came without one. */
        final Latencies told = new Latencies();

        /** From a commit to its data. */
        final Latencies read = new Latencies();

        /** Changes whose data came with an exchange that was under way. */
        long withoutCall;

        /** Calls. */
        long calls;
    }

    SignedLocker locker() {
        return locker;
    }

    @Nullable
    String cursor() {
        return cursor;
    }

    /** Before the change is written. Any thread. */
    Expected expect(String key, long number) {
        Expected change = new Expected(key, number);
        expected.add(change);
        return change;
    }

    boolean hasAll() {
        return expected.isEmpty();
    }

    /** Whether it was called for all that it waits for. */
    boolean isTold() {
        return expected.stream().allMatch(change -> change.told);
    }

    /** It is called: for all that had committed; where nothing had been answered yet, for the oldest. */
    void called(long nowNanos, Tally tally) {
        tally.calls++;
        boolean any = false;
        for (Expected change : expected) {
            if (change.isCommitted() && !change.told) {
                any = true;
                change.told = true;
                tally.told.add(nowNanos - change.committedNanos);
            }
        }
        Expected oldest = expected.peek();
        if (!any && oldest != null && !oldest.told) {
            oldest.told = true;
            tally.told.add(0);
        }
    }

    /** Whether an exchange is to begin now; else there is one, and another follows it. */
    boolean begins() {
        boolean begins = !inExchange;
        wantsAnother = inExchange;
        inExchange = true;
        return begins;
    }

    /** What an exchange brought. */
    void read(String reached, List<DownLine> lines, long nowNanos, Tally tally) {
        cursor = reached;
        lines.forEach(line -> read(line, nowNanos, tally));
    }

    /**
     * An exchange ended.
     *
     * @param more whether there is more to pull
     * @return whether another is to begin
     */
    boolean ended(boolean more) {
        boolean again = more || wantsAnother;
        inExchange = false;
        return again && begins();
    }

    private void read(DownLine line, long nowNanos, Tally tally) {
        long number = new JsonObject(String.valueOf(line.dataJson())).getLong("number");
        for (Iterator<Expected> each = expected.iterator(); each.hasNext(); ) {
            Expected change = each.next();
            if (change.key.equals(line.key()) && change.number <= number) {
                each.remove();
                long sinceNanos = change.isCommitted() ? nowNanos - change.committedNanos : 0;
                tally.read.add(sinceNanos);
                if (!change.told) {
                    tally.told.add(sinceNanos);
                    tally.withoutCall++;
                }
            }
        }
    }
}
