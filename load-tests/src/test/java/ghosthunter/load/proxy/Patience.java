package ghosthunter.load.proxy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures on a test's thread, at most 20 seconds. */
final class Patience {
    @CanIgnoreReturnValue
    static <T> T awaited(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("nothing after 20 s", late);
        }
    }

    /** Waits until the future is decided, whichever way. */
    @CanIgnoreReturnValue
    static <T> Future<T> settled(Future<T> future) {
        awaited(future.mapEmpty().otherwiseEmpty());
        return future;
    }

    private Patience() {}
}
