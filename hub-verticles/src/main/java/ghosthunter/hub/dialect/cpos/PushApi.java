package ghosthunter.hub.dialect.cpos;

import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.entity.ClientWriter.Result;
import ghosthunter.hub.entity.ClientWriter.Verdict;
import ghosthunter.hub.entity.ClientWriter.Write;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.Stored;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /sync/push}: a list of changes, or one flat one. Those that can be read are recorded together, in their order; a change
 * that cannot be taken stops no other. The same change again gets the same answer.
 */
final class PushApi {
    /** The most changes of one request. */
    static final int CHANGES_MAX = 1_000;

    private final DialectPorts ports;
    private final Callers callers;

    PushApi(DialectPorts ports, Callers callers) {
        this.ports = ports;
        this.callers = callers;
    }

    Future<Answer> push(DialectRequest request) {
        JsonObject body = request.requireObject();
        return callers.of(request)
                .compose(caller -> callers.terminal(caller, Bodies.terminalId(body), User.SYNC_TRIGGER))
                .compose(terminal -> pushed(terminal, body));
    }

    private Future<Answer> pushed(Terminal terminal, JsonObject body) {
        boolean flat = !body.containsKey("changes") && body.containsKey("entityType");
        Object sent = flat ? new JsonArray().add(body) : body.getValue("changes");
        if (!(sent instanceof JsonArray list) || list.size() > CHANGES_MAX) {
            return Future.failedFuture(
                    CposFailure.of(400, "changes must be an array of at most " + CHANGES_MAX + " changes"));
        }
        Instant now = ports.clock().instant();
        List<PushedChange> changes = list.stream()
                .map(change -> PushedChange.of(
                        terminal, change instanceof JsonObject object ? object : new JsonObject(), now, ports.ids()))
                .toList();
        return own(terminal, changes)
                .compose(owned -> recorded(terminal, owned))
                .compose(
                        results -> ports.devices().seen(terminal.device(), null).map(results))
                .map(results -> {
                    JsonObject answer = flat ? results.get(0).copy() : new JsonObject();
                    return Answer.ok(answer.put("results", new JsonArray(results)));
                });
    }

    /** Nobody takes an entity of another store, not even by its id. */
    private Future<List<PushedChange>> own(Terminal terminal, List<PushedChange> changes) {
        return there(terminal, writes(changes))
                .map(there -> changes.stream()
                        .map(change -> {
                            Write write = change.write();
                            Stored.Entity entity = write == null ? null : there.get(key(write));
                            return entity == null || isOf(terminal, entity)
                                    ? change
                                    : change.refused("it belongs to another store");
                        })
                        .toList());
    }

    private static List<Write> writes(List<PushedChange> changes) {
        return changes.stream()
                .flatMap(change -> Stream.ofNullable(change.write()))
                .toList();
    }

    private static EntityDesk.Key key(Write write) {
        return new EntityDesk.Key(write.type(), write.key());
    }

    private Future<Map<EntityDesk.Key, Stored.Entity>> there(Terminal terminal, List<Write> writes) {
        return writes.isEmpty()
                ? Future.succeededFuture(Map.of())
                : ports.entities()
                        .some(
                                terminal.tenant(),
                                writes.stream().map(PushApi::key).toList());
    }

    /** A tombstone that only tells of a refusal has no store. */
    private static boolean isOf(Terminal terminal, Stored.Entity entity) {
        Object store = entity.data().getValue(CposTypes.Scope.STORE_FIELD);
        return store == null || store.equals(terminal.storeId());
    }

    private Future<List<JsonObject>> recorded(Terminal terminal, List<PushedChange> changes) {
        List<Write> writes = writes(changes);
        Future<List<Result>> written = writes.isEmpty()
                ? Future.succeededFuture(List.of())
                : ports.clients().write(terminal.device(), CposDialect.NAME, writes, List.of());
        return written.compose(results -> {
            Map<UUID, Result> byId = new HashMap<>();
            results.forEach(result -> byId.put(result.id(), result));
            List<Write> met = writes.stream()
                    .filter(write -> isConflict(Objects.requireNonNull(byId.get(write.id()))))
                    .toList();
            return there(terminal, met)
                    .map(central -> changes.stream()
                            .map(change -> result(change, byId, central))
                            .toList());
        });
    }

    private static @Nullable JsonObject row(Stored.@Nullable Entity entity) {
        return entity == null ? null : Rows.row(entity);
    }

    private static boolean isConflict(Result result) {
        return result.conflict() != null
                && result.verdict() != Verdict.REJECTED
                && result.verdict() != Verdict.QUARANTINED;
    }

    private static JsonObject result(
            PushedChange change, Map<UUID, Result> byId, Map<EntityDesk.Key, Stored.Entity> central) {
        JsonObject answer =
                new JsonObject().put("entityType", change.entityType()).put("entityId", change.entityId());
        Write write = change.write();
        if (write == null) {
            return answer.put("success", false).put("error", change.error()).put("conflict", false);
        }
        Result result = Objects.requireNonNull(byId.get(write.id()));
        if (isConflict(result)) {
            return answer.put("success", false)
                    .put("error", "Version conflict")
                    .put("conflict", true)
                    .put("conflictId", String.valueOf(result.conflict()))
                    .put("centralData", row(central.get(key(write))));
        }
        boolean taken = result.verdict() == Verdict.TAKEN;
        answer.put("success", taken)
                .put(
                        "error",
                        taken ? null : Optional.ofNullable(result.reason()).orElse("refused"))
                .put("conflict", false);
        return taken ? answer.put("newSyncVersion", result.version()) : answer;
    }
}
