package ghosthunter.hub.custody;

import ghosthunter.codecs.change.TenantId;
import io.vertx.core.Future;
import java.util.Optional;

/** Reads the timeline of a package. */
@FunctionalInterface
public interface CustodyReader {
    /** The timeline; empty when the ledger holds nothing of that package. */
    Future<Optional<Custody>> read(TenantId tenant, String trackingId);
}
