package ghosthunter.hub.feed;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Something that is due again and again. Of one thread. */
final class Every {
    private final long nanos;
    private final LongSupplier nanoTime;
    private long lastNanos;

    Every(long ms, LongSupplier nanoTime) {
        this.nanos = TimeUnit.MILLISECONDS.toNanos(ms);
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
    }

    /** Whether it is due; if so, the next time begins now. */
    boolean isDue() {
        if (nanoTime.getAsLong() - lastNanos < nanos) {
            return false;
        }
        restart();
        return true;
    }

    /** The next time begins now. */
    void restart() {
        lastNanos = nanoTime.getAsLong();
    }
}
