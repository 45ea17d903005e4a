package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.entity.CentreWriter;
import ghosthunter.hub.entity.ConflictDesk;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.Stored;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shows conflicts, and carries out what people decide of them: the winner counts, with all that belongs to it. Any context. */
final class Conflicts {
    /** How many a list has. */
    static final int PAGE_MAX = 50;

    private static final int TRIES_MAX = 5;

    private final DialectPorts ports;

    Conflicts(DialectPorts ports) {
        this.ports = ports;
    }

    /** What a person says of a conflict, by the operation that wins. */
    record Decision(String winner, String by, @Nullable String feedback) {}

    /** A conflict and what was decided of it, or null. */
    record Found(Stored.Conflict conflict, Stored.@Nullable Entity resolution) {
        /** The new operation. */
        String a() {
            return id(conflict.incoming());
        }

        /** The one that was there. */
        String b() {
            return id(conflict.current() == null ? new JsonObject() : conflict.current());
        }

        boolean isOfStock() {
            return conflict.type().equals(AgrotourTypes.MOVEMENT);
        }

        private static String id(JsonObject operation) {
            return operation.getString("operation_id", operation.getString("id", ""));
        }

        /** Who won, or would: of what waits the new one, nominally. */
        String winner() {
            if (resolution != null) {
                return resolution.data().getString("winner_id");
            }
            return conflict.outcome().equals("current") ? b() : a();
        }
    }

    /** The newest that stand so, as the contract has them. */
    Future<JsonArray> list(TenantId tenant, List<String> types, ConflictDesk.Standing standing) {
        return ports.conflicts()
                .newest(tenant, types, standing, PAGE_MAX)
                .compose(page -> resolutions(tenant, page).map(resolutions -> {
                    JsonArray rows = new JsonArray();
                    page.forEach(conflict ->
                            rows.add(row(tenant, new Found(conflict, resolutions.get(key(conflict.id()))))));
                    return rows;
                }));
    }

    /** What persons decided of these, by {@link #key}. */
    Future<Map<EntityDesk.Key, Stored.Entity>> resolutions(TenantId tenant, List<Stored.Conflict> conflicts) {
        return ports.entities()
                .some(
                        tenant,
                        conflicts.stream().map(conflict -> key(conflict.id())).toList());
    }

    static EntityDesk.Key key(UUID conflict) {
        return new EntityDesk.Key(AgrotourTypes.RESOLUTION, conflict.toString());
    }

    /** One, or {@code 404}. */
    Future<Found> one(TenantId tenant, UUID id) {
        Future<Map<EntityDesk.Key, Stored.Entity>> resolution = ports.entities().some(tenant, List.of(key(id)));
        return ports.conflicts()
                .one(tenant, id)
                .compose(found -> resolution.map(there -> found.map(Stored.History::conflict)
                        .filter(Conflicts::isOurs)
                        .map(conflict -> new Found(conflict, there.get(key(id))))
                        .orElseThrow(() -> ShapeException.detail(404, "Conflict not found"))));
    }

    private static boolean isOurs(Stored.Conflict conflict) {
        return !conflict.outcome().equals("rejected")
                && (conflict.type().equals(AgrotourTypes.MOVEMENT)
                        || conflict.type().equals(AgrotourTypes.RECORD));
    }

    private static JsonObject row(TenantId tenant, Found found) {
        Stored.Conflict conflict = found.conflict();
        JsonObject existing = conflict.current() == null ? new JsonObject() : conflict.current();
        Tiers.Resolution rule = found.isOfStock()
                ? Tiers.resolve(conflict.incoming(), existing)
                : new Tiers.Resolution("HARDCODED", "Last write wins", 1, false, false);
        Stored.Entity resolution = found.resolution();
        Stored.Resolved elsewhere = conflict.resolved();
        boolean byPerson = resolution != null || elsewhere != null;
        JsonObject said = resolution == null ? new JsonObject() : resolution.data();
        Instant at = resolution != null ? resolution.updatedAt() : elsewhere != null ? elsewhere.at() : null;
        return new JsonObject()
                .put("id", conflict.id().toString())
                .put("tenant_id", tenant.value())
                .put("detected_at", Columns.naive(conflict.raisedAt()))
                .put(
                        "entity_type",
                        found.isOfStock() ? "StockEvent" : conflict.incoming().getString("entity_type"))
                .put(
                        "entity_id",
                        found.isOfStock() ? conflict.key() : conflict.incoming().getString("entity_id"))
                .put("operation_a_id", found.a())
                .put("operation_b_id", found.b())
                .put("payload_a", conflict.incoming())
                .put("payload_b", existing)
                .put("status", byPerson ? "RESOLVED_MANUAL" : conflict.isPending() ? "PENDING" : "RESOLVED_AUTO")
                .put("resolution_method", byPerson ? "MANUAL" : rule.method())
                .put("winner_id", found.winner())
                .put("resolution_reason", rule.reason())
                .putNull("ai_suggestion")
                .putNull("ai_confidence")
                .putNull("ai_reasoning")
                .put("resolved_by", said.getString("resolved_by", elsewhere == null ? null : elsewhere.by()))
                .put("resolved_at", at == null ? null : Columns.naive(at))
                .put("user_feedback", said.getString("feedback"));
    }

    /**
     * Carries out a decision. The same one again changes nothing.
     *
     * @return complete after the commit; fails with {@code 409} where another one was made, or the winner cannot count any more
     */
    Future<Void> resolve(TenantId tenant, UUID id, Decision decision) {
        return resolve(tenant, id, decision, 1);
    }

    private Future<Void> resolve(TenantId tenant, UUID id, Decision decision, int attempt) {
        return one(tenant, id)
                .compose(found -> isOpen(found, decision) ? end(tenant, found, decision) : Future.succeededFuture())
                .recover(failure -> {
                    ProblemType type = failure instanceof ProblemException known
                            ? known.problem().type()
                            : ProblemType.INTERNAL;
                    if (type == ProblemType.CONFLICT && attempt < TRIES_MAX) {
                        return resolve(tenant, id, decision, attempt + 1);
                    }
                    return Future.failedFuture(
                            type == ProblemType.CONFLICT || type == ProblemType.INVALID_REQUEST
                                    ? ShapeException.detail(409, String.valueOf(failure.getMessage()))
                                    : failure);
                });
    }

    /** Whether anything is left to be done; what was decided otherwise stays. A rule's word on stock is final. */
    private static boolean isOpen(Found found, Decision decision) {
        boolean open = found.resolution() == null
                && (found.isOfStock()
                        ? found.conflict().isPending()
                        : found.conflict().resolved() == null);
        if (!open && !found.winner().equals(decision.winner())) {
            throw ShapeException.detail(409, "Conflict is resolved already");
        }
        return open;
    }

    private Future<Void> end(TenantId tenant, Found found, Decision decision) {
        Stored.Conflict conflict = found.conflict();
        return ports.entities().one(tenant, conflict.type(), conflict.key()).compose(there -> {
            long version = there.map(Stored.Entity::version).orElse(0L);
            boolean incoming = decision.winner().equals(found.a());
            List<CentreWriter.Write> writes = new ArrayList<>();
            if (incoming && !found.isOfStock()) {
                writes.addAll(overwritten(tenant, conflict, version));
            }
            JsonObject resolution = new JsonObject()
                    .put("winner_id", decision.winner())
                    .put("resolved_by", decision.by())
                    .put("feedback", decision.feedback());
            writes.add(put(tenant, AgrotourTypes.RESOLUTION, conflict.id().toString(), resolution, 0));
            if (!conflict.isPending()) {
                return ports.centre().writeAll(tenant, writes, AgrotourDialect.NAME);
            }
            CentreWriter.Decision use = new CentreWriter.Decision(incoming ? "incoming" : "current", null, version);
            return ports.centre().resolve(tenant, conflict.id(), use, decision.by(), writes);
        });
    }

    /** The record becomes what the operation that had lost says. */
    private static List<CentreWriter.Write> overwritten(TenantId tenant, Stored.Conflict conflict, long version) {
        JsonObject operation = conflict.incoming();
        return List.of(
                put(tenant, AgrotourTypes.RECORD, conflict.key(), operation, version),
                put(tenant, AgrotourTypes.RECORD_LOG, operation.getString("operation_id"), operation, 0));
    }

    private static CentreWriter.Write put(TenantId tenant, String type, String key, JsonObject data, long version) {
        return new CentreWriter.Write(tenant, type, key, CentreWriter.Op.PUT, data, version, AgrotourDialect.NAME);
    }
}
