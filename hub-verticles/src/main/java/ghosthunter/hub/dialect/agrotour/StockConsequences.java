package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.entity.CentreWriter;
import ghosthunter.hub.entity.Consequences;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.Stored;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The stock event that a person decides for gets its number and moves the stock. Any context. */
public final class StockConsequences implements Consequences {
    private final EntityDesk entities;

    public StockConsequences(EntityDesk entities) {
        this.entities = entities;
    }

    @Override
    public Future<List<CentreWriter.Write>> of(
            TenantId tenant, Stored.Conflict conflict, CentreWriter.Decision decision) {
        if (!conflict.type().equals(AgrotourTypes.MOVEMENT)) {
            return Future.succeededFuture(List.of());
        }
        return switch (decision.use()) {
            case "current" -> Future.succeededFuture(List.of());
            case "incoming" -> counted(tenant, conflict);
            default ->
                Future.failedFuture(
                        refused("a stock event counts as it is, or not at all: say use, incoming or current"));
        };
    }

    private Future<List<CentreWriter.Write>> counted(TenantId tenant, Stored.Conflict conflict) {
        JsonObject event = conflict.incoming().copy();
        event.remove("lamport_ts");
        EntityDesk.Key product = new EntityDesk.Key(AgrotourTypes.PRODUCT, conflict.key());
        EntityDesk.Key stockOf = new EntityDesk.Key(AgrotourTypes.STOCK, conflict.key());
        return entities.some(tenant, List.of(product, stockOf)).map(there -> {
            Stored.Entity sold = there.get(product);
            Stored.Entity stock = there.get(stockOf);
            if (sold == null || stock == null || sold.data().getBoolean("is_deleted", false)) {
                throw refused("the product is deleted, and takes no event: restore it first, or use current");
            }
            long version = stock.version();
            long count = stock.data().getLong(AgrotourTypes.COUNT, 0L);
            JsonObject delta = new JsonObject()
                    .put("delta", StockEventItem.moves(event, count).orElse(0L));
            return List.of(
                    write(tenant, AgrotourTypes.LOG, event.getString("id"), CentreWriter.Op.PUT, event, 0),
                    write(tenant, AgrotourTypes.STOCK, conflict.key(), CentreWriter.Op.ADD, delta, version));
        });
    }

    private static ProblemException refused(String why) {
        return Problem.of(ProblemType.INVALID_REQUEST, why).exception();
    }

    private static CentreWriter.Write write(
            TenantId tenant, String type, String key, CentreWriter.Op op, JsonObject data, long version) {
        return new CentreWriter.Write(tenant, type, key, op, data, version, AgrotourDialect.NAME);
    }
}
