package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets what a tenant's clients push go one behind the other at this node. They would meet at the tenant's number anyway; here they
 * do not overtake each other in vain. What is right does not hang on it: other nodes have lines of their own. Any context.
 */
final class TenantLine {
    /** How many requests of a tenant stand in line; more are sent away with {@code overloaded}. */
    static final int WAITING_MAX = 256;

    private final Vertx vertx;
    private final ConcurrentMap<TenantId, Last> lines = new ConcurrentHashMap<>();

    TenantLine(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The last in a line: when it is through, and how many stand there with it. */
    private record Last(Future<Void> through, int waiting) {}

    /** Does the work when it is its turn, on the context of the caller. */
    <T> Future<T> stand(TenantId tenant, Supplier<Future<T>> work) {
        Context caller = vertx.getOrCreateContext();
        Promise<Void> through = Promise.promise();
        Promise<T> done = Promise.promise();
        Future<Void> before = join(tenant, through.future());
        before.onComplete(turn -> caller.runOnContext(
                v -> Future.succeededFuture().compose(now -> work.get()).onComplete(result -> {
                    leave(tenant);
                    through.complete();
                    done.handle(result);
                })));
        return done.future();
    }

    private Future<Void> join(TenantId tenant, Future<Void> through) {
        Promise<Future<Void>> before = Promise.promise();
        Last unused = lines.compute(tenant, (id, last) -> {
            if (last != null && last.waiting() >= WAITING_MAX) {
                throw Problem.of(ProblemType.OVERLOADED, "too many pushes of this tenant wait")
                        .exception();
            }
            before.complete(last == null ? Future.succeededFuture() : last.through());
            return new Last(through, last == null ? 1 : last.waiting() + 1);
        });
        return before.future().result();
    }

    private void leave(TenantId tenant) {
        @Nullable
        Last unused = lines.computeIfPresent(
                tenant, (id, last) -> last.waiting() == 1 ? null : new Last(last.through(), last.waiting() - 1));
    }
}
