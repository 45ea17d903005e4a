package ghosthunter.edge;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures: on the main thread of a command only, never on an event loop. */
final class Blocking {
    private Blocking() {}

    /** The result; what failed is thrown as it is. */
    static <T> T get(Future<T> future, long secondsMax) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(secondsMax, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new TimeoutException("no result within " + secondsMax + " s");
        }
    }

    /** Waits, whatever comes: for the way out. */
    static void quietly(Future<?> future, long secondsMax) {
        try {
            Object unused = get(future, secondsMax);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            org.slf4j.LoggerFactory.getLogger(Blocking.class)
                    .atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("stopped with an error");
        }
    }
}
