package ghosthunter.hub.dialect.cpos;

import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.entity.ClientPull;
import ghosthunter.hub.entity.ClientPull.From;
import ghosthunter.hub.entity.ClientPull.Sight;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.realtime.TriggerDesk;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST /sync/all}: terminals are called to sync everything. The answer says what there is for them, and brings along the rows
 * of a type for a single terminal as long as they fit one page; the terminal pulls them anyway.
 */
final class AllApi {
    /** The most terminals that one request calls. */
    static final int TERMINALS_MAX = 1_000;

    private final DialectPorts ports;
    private final Shops shops;
    private final Callers callers;
    private final TerminalStatus statuses;
    private final ClientPull pull;

    AllApi(DialectPorts ports, Shops shops, Callers callers, TerminalStatus statuses, ClientPull pull) {
        this.ports = ports;
        this.shops = shops;
        this.callers = callers;
        this.statuses = statuses;
        this.pull = pull;
    }

    Future<Answer> all(DialectRequest request) {
        JsonObject body = request.object().orElseGet(JsonObject::new);
        String named = Bodies.terminalId(body);
        boolean all = Boolean.TRUE.equals(body.getValue("allTerminals"));
        return callers.of(request).compose(caller -> {
            if (named == null && !all) {
                throw CposFailure.of(400, "terminalId is required or set allTerminals to true");
            }
            return named == null
                    ? caller.fold(
                            terminal -> Future.failedFuture(CposFailure.forbidden()), person -> every(person.user()))
                    : callers.terminal(caller, named, User.SYNC_TRIGGER)
                            .compose(terminal -> called(terminal, true))
                            .map(Answer::ok);
        });
    }

    private Future<Answer> every(User user) {
        if (!user.may(User.SYNC_TRIGGER)) {
            return Future.failedFuture(CposFailure.forbidden());
        }
        return shops.terminals(user)
                .map(seen -> seen.stream().filter(Terminal::isActive).toList())
                .compose(terminals -> terminals.size() > TERMINALS_MAX
                        ? Future.failedFuture(CposFailure.of(
                                400, "there are more than " + TERMINALS_MAX + " terminals; call them one by one"))
                        : every(terminals, 0, new ArrayList<>()))
                .map(results -> Answer.ok(new JsonObject()
                        .put("success", true)
                        .put(
                                "syncedTerminals",
                                results.stream()
                                        .filter(result -> result.getBoolean("success"))
                                        .count())
                        .put("results", new JsonArray(results))));
    }

    /** One after the other, so that the rest of the hub's work goes on beside it. */
    private Future<List<JsonObject>> every(List<Terminal> terminals, int at, List<JsonObject> results) {
        if (at == terminals.size()) {
            return Future.succeededFuture(results);
        }
        Terminal terminal = terminals.get(at);
        JsonObject named = new JsonObject().put("terminalId", terminal.id()).put("terminalCode", terminal.code());
        return called(terminal, false)
                .map(called -> named.mergeIn(called))
                .otherwise(failure -> named.put("success", false)
                        .put("error", CposFailure.of(failure, false).body().getValue("error")))
                .compose(result -> {
                    results.add(result);
                    return every(terminals, at + 1, results);
                });
    }

    private Future<JsonObject> called(Terminal terminal, boolean rows) {
        return statuses.syncing(terminal)
                .compose(said -> ports.triggers()
                        .call(
                                terminal.tenant(),
                                new TriggerDesk.Target(terminal.device().device(), null)))
                .compose(meant -> pulled(terminal, rows, 0, new JsonArray()))
                .map(results -> new JsonObject()
                        .put("success", true)
                        .put("terminalId", terminal.id())
                        .put(
                                "pull",
                                new JsonObject()
                                        .put("results", results)
                                        .put(
                                                "totalEntities",
                                                results.stream()
                                                        .mapToLong(result -> ((JsonObject) result).getLong("count"))
                                                        .sum()))
                        .put("message", "Full sync triggered. Terminal should now push changes and pull updates."));
    }

    private Future<JsonArray> pulled(Terminal terminal, boolean rows, int at, JsonArray results) {
        if (at == CposTypes.PULLED.size()) {
            return Future.succeededFuture(results);
        }
        String wire = CposTypes.PULLED.get(at);
        Sight sight = Rows.sight(terminal, wire, CposTypes.ofWire(wire).orElseThrow());
        return pull.count(sight)
                .compose(count -> rows && count <= EntityDesk.PAGE_MAX
                        ? pull.page(sight, From.START, Optional.empty(), EntityDesk.PAGE_MAX)
                                .map(page -> counted(wire, page.size())
                                        .put(
                                                "data",
                                                new JsonArray(page.stream()
                                                        .map(Rows::pulled)
                                                        .toList())))
                        : Future.succeededFuture(counted(wire, count)))
                .otherwise(failure -> counted(wire, 0)
                        .put("success", false)
                        .put("error", CposFailure.of(failure, false).body().getValue("error")))
                .compose(result -> pulled(terminal, rows, at + 1, results.add(result)));
    }

    private static JsonObject counted(String wire, long count) {
        return new JsonObject().put("entityType", wire).put("count", count).put("success", true);
    }
}
