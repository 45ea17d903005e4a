package ghosthunter.hub.enrollment;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** Keeps facts outside the database: a port over {@link KeptFile}, for whoever must not block. */
@FunctionalInterface
public interface Keeper {
    /** Done when they are on the disk. A fact that is kept already is kept once. */
    Future<Void> keep(List<KeptFact> facts);

    /** Keeps in this file, on workers. */
    static Keeper of(Vertx vertx, KeptFile file) {
        return facts -> facts.isEmpty()
                ? Future.succeededFuture()
                : vertx.executeBlocking(() -> {
                    file.append(facts);
                    return null;
                });
    }
}
