package ghosthunter.load.fleet;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a future outside an event loop. */
public final class Waiting {
    private static final long SECONDS_MAX = 60;

    private Waiting() {}

    /**
     * The result.
     *
     * @throws IllegalStateException with the cause, or when it takes longer than a minute
     */
    public static <T> T until(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("nothing within " + SECONDS_MAX + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
