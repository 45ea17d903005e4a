package ghosthunter.codecs.command;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;

/** Waits for futures: on the thread of a command only, never on an event loop. */
public final class Blocking {
    /** The longest that a command waits for one answer when nothing shorter is said, seconds. */
    private static final long ANSWER_S_MAX = 600;

    private Blocking() {}

    /**
     * The result; what failed is thrown as it is.
     *
     * @throws TimeoutException if there is none within {@code secondsMax}
     */
    public static <T> T get(Future<T> future, long secondsMax) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(secondsMax, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new TimeoutException("no result within " + secondsMax + " s");
        }
    }

    /**
     * The result, waited for as long as a command waits at all; an unchecked failure is thrown as it is.
     *
     * @throws IllegalStateException around a checked one, and if there is no result
     */
    @CanIgnoreReturnValue
    public static <T> T await(Future<T> future) {
        try {
            return get(future, ANSWER_S_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Waits, whatever comes: for the way out. */
    public static void quietly(Future<?> future, long secondsMax) {
        try {
            Object unused = get(future, secondsMax);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LoggerFactory.getLogger(Blocking.class)
                    .atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("stopped with an error");
        }
    }
}
