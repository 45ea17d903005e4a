package ghosthunter.hub.entity;

import ghosthunter.codecs.change.TenantId;
import io.vertx.core.Future;
import java.util.List;

/** What follows from a person's decision of a conflict, wherever it is made: it is written in the same commit. Any context. */
@FunctionalInterface
public interface Consequences {
    /**
     * The writes besides the winner.
     *
     * @return each names the version that it follows; empty where nothing follows; fails with {@code invalid-request} where such a
     *     conflict cannot be decided so
     */
    Future<List<CentreWriter.Write>> of(TenantId tenant, Stored.Conflict conflict, CentreWriter.Decision decision);
}
