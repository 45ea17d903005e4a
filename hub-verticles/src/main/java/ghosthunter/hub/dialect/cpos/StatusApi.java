package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.realtime.Presence;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /sync/status} and {@code POST /sync/heartbeat}. What is counted is there: changes that a terminal told that it holds
 * back, changes in the ledger, those that break a rule, and conflicts that nobody has seen to.
 */
final class StatusApi {
    /** Under this name is what a terminal holds back without a word of its types. */
    private static final String ANY_TYPE = "";

    private static final List<String> COUNTS = List.of("pending", "failed", "synced", "conflicts");

    /** What a terminal may say of itself; whether it is active at all is for administrators to say. */
    private static final Set<String> STATUSES = Set.of("ONLINE", "OFFLINE", "SYNCING", "MAINTENANCE", "ERROR");

    private final DialectPorts ports;
    private final Shops shops;
    private final Callers callers;
    private final TerminalStatus statuses;

    StatusApi(DialectPorts ports, Shops shops, Callers callers, TerminalStatus statuses) {
        this.ports = ports;
        this.shops = shops;
        this.callers = callers;
        this.statuses = statuses;
    }

    /** Of one terminal, or of all that the caller sees. One that is not known has zeros. */
    Future<Answer> status(DialectRequest request) {
        String named = request.param("terminalId").filter(id -> !id.isEmpty()).orElse(null);
        return callers.of(request)
                .compose(caller -> caller.fold(
                        own -> callers.terminal(caller, named, User.SYNC_READ)
                                .compose(terminal -> counted(terminal.id(), List.of(terminal))),
                        person -> ofUser(person.user(), named)));
    }

    private Future<Answer> ofUser(User user, @Nullable String named) {
        if (!user.may(User.SYNC_READ)) {
            return Future.failedFuture(CposFailure.forbidden());
        }
        if (named != null) {
            return shops.terminal(named)
                    .compose(found -> counted(
                            named,
                            found.filter(terminal -> user.sees(terminal.storeId())).stream()
                                    .toList()));
        }
        return shops.terminals(user).compose(terminals -> counted("all", terminals));
    }

    private Future<Answer> counted(String terminalId, List<Terminal> terminals) {
        List<DeviceId> devices =
                terminals.stream().map(terminal -> terminal.device().device()).toList();
        return ports.presence()
                .types(shops.tenant(), devices)
                .compose(types -> ports.conflicts()
                        .unseen(shops.tenant(), devices, CposTypes.RESOLUTION)
                        .map(conflicts -> Answer.ok(status(terminalId, types, conflicts))));
    }

    /** The seven tables, their totals with what is held back of no named type, and how many of them have any. Pure. */
    static JsonObject status(String terminalId, List<Presence.OfType> types, Map<String, Long> conflicts) {
        Map<String, Presence.OfType> byType = new HashMap<>();
        types.forEach(type -> byType.put(type.type(), type));
        JsonObject tables = new JsonObject();
        for (String wire : CposTypes.PULLED) {
            String type = CposTypes.ofWire(wire).orElseThrow();
            Presence.OfType counts = byType.getOrDefault(type, new Presence.OfType(type, 0, 0, 0, 0));
            tables.put(
                    wire,
                    new JsonObject()
                            .put("pending", counts.pending())
                            .put("failed", counts.failed())
                            .put("synced", counts.synced())
                            .put("conflicts", conflicts.getOrDefault(type, 0L)));
        }
        JsonObject totals = new JsonObject();
        JsonObject summary = new JsonObject().put("totalTables", tables.size());
        for (String count : COUNTS) {
            totals.put(count, sum(tables, table -> table.getLong(count)));
            String name = "tablesWith" + Character.toUpperCase(count.charAt(0)) + count.substring(1);
            summary.put(name, sum(tables, table -> table.getLong(count) > 0 ? 1 : 0));
        }
        Presence.OfType any = byType.get(ANY_TYPE);
        if (any != null) {
            totals.put("pending", totals.getLong("pending") + any.pending());
        }
        return new JsonObject()
                .put("terminalId", terminalId)
                .put("tables", tables)
                .put("totals", totals)
                .put("summary", summary);
    }

    private static long sum(JsonObject tables, ToLongFunction<JsonObject> count) {
        return tables.fieldNames().stream()
                .mapToLong(name -> count.applyAsLong(tables.getJsonObject(name)))
                .sum();
    }

    /**
     * That a terminal is there, and in what state. It may add {@code pending}: what it holds back, as a number or by type, such as
     * {@code {"SaleOrder":3}}. Either takes the place of what it told before.
     */
    Future<Answer> heartbeat(DialectRequest request) {
        JsonObject body = request.requireObject();
        String status = Bodies.text(body, "status");
        if (status == null || !STATUSES.contains(status)) {
            return Future.failedFuture(
                    CposFailure.of(400, "status must be ONLINE, OFFLINE, SYNCING, MAINTENANCE or ERROR"));
        }
        return callers.of(request)
                .compose(caller -> callers.terminal(caller, Bodies.terminalId(body), User.SYNC_TRIGGER))
                .compose(terminal ->
                        seen(terminal, body.getValue("pending")).compose(seen -> statuses.heard(terminal, status)))
                .map(done -> Answer.success());
    }

    private Future<Void> seen(Terminal terminal, @Nullable Object pending) {
        JsonObject waiting = pending == null ? null : waiting(pending);
        Future<Void> seen = ports.devices().seen(terminal.device(), null);
        return waiting == null ? seen : seen.compose(done -> ports.devices().waits(terminal.device(), waiting));
    }

    private static JsonObject waiting(Object pending) {
        JsonObject waiting = new JsonObject();
        if (pending instanceof JsonObject byType) {
            for (String wire : byType.fieldNames()) {
                CposTypes.ofWire(wire).ifPresent(type -> waiting.put(type, count(byType.getValue(wire))));
            }
            return waiting;
        }
        return waiting.put(ANY_TYPE, count(pending));
    }

    private static long count(@Nullable Object told) {
        if (told instanceof Integer number && number >= 0) {
            return number;
        }
        throw CposFailure.of(400, "pending must be a whole number, or one for each type");
    }
}
