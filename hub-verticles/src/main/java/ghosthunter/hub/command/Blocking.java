package ghosthunter.hub.command;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** How a command waits: it has a thread of its own to do so. */
final class Blocking {
    private static final long NEVER_MS = Duration.ofDays(1).toMillis();

    private Blocking() {}

    /** A Vert.x that nobody else waits for: small, and no event loop of it is watched for being slow. */
    static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setBlockedThreadCheckInterval(NEVER_MS));
    }

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
