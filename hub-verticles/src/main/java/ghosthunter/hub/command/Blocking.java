package ghosthunter.hub.command;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.util.concurrent.CompletionException;

/** How a command waits: it has a thread of its own to do so. */
final class Blocking {
    private Blocking() {}

    /** The result; a failure is thrown as what it is. */
    @CanIgnoreReturnValue
    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
