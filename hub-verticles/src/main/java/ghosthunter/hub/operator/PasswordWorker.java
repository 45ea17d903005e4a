package ghosthunter.hub.operator;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Computes password hashes on threads of its own, so that a storm of logins costs neither the event loops nor the workers of
 * others. More than it holds is refused as {@code overloaded} before any memory is taken. Any context may call it.
 */
final class PasswordWorker {
    private static final int THREADS = 2;
    private static final int WAITING_MAX = 32;

    private final WorkerExecutor threads;
    private final SecureRandom random;
    private final AtomicInteger waiting = new AtomicInteger();

    PasswordWorker(Vertx vertx, SecureRandom random) {
        this.threads = vertx.createSharedWorkerExecutor("ghosthunter-passwords", THREADS);
        this.random = random;
    }

    /** The hash of a new password. */
    Future<String> hash(String password) {
        return run(() -> PasswordHash.of(password, random));
    }

    /** Whether it matches; without a stored hash it takes the same time to say no. */
    Future<Boolean> matches(String password, @Nullable String stored) {
        return run(
                () -> PasswordHash.matches(password, stored == null ? PasswordHash.decoy() : stored) && stored != null);
    }

    Future<Void> close() {
        return threads.close();
    }

    private <T> Future<T> run(Callable<T> work) {
        if (waiting.incrementAndGet() > WAITING_MAX) {
            waiting.decrementAndGet();
            return Future.failedFuture(Problem.of(ProblemType.OVERLOADED, "too many people sign in at the moment")
                    .exception());
        }
        return threads.executeBlocking(work, false).onComplete(done -> waiting.decrementAndGet());
    }
}
