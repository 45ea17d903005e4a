package ghosthunter.load.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How a benchmark lets time pass. Blocking. */
final class Pause {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private Pause() {}

    /** Nothing is done meanwhile. */
    static void of(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < deadline) {
            LockSupport.parkNanos(deadline - System.nanoTime());
        }
    }

    /** Until something is so; looks every 2 ms. */
    static void until(BooleanSupplier holds, Duration max, String what) {
        long deadline = System.nanoTime() + max.toNanos();
        while (!holds.getAsBoolean()) {
            BenchHub.require(System.nanoTime() < deadline, "not within " + max.toSeconds() + " s: " + what);
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
