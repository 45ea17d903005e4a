package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.entity.ConflictDesk;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.LogDesk;
import ghosthunter.hub.entity.Stored;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** {@code /sync/…}: typed items of the tenant that {@code X-Tenant-ID} names. Any context. */
final class Engine {
    private static final long LIMIT_DEFAULT = 100;

    private final DialectPorts ports;
    private final LogDesk logs;
    private final Intake intake;
    private final Devices devices;
    private final Conflicts conflicts;
    private final boolean negative;

    /** @param negative whether a stock may fall below zero */
    Engine(DialectPorts ports, LogDesk logs, Intake intake, Devices devices, Conflicts conflicts, boolean negative) {
        this.negative = negative;
        this.ports = ports;
        this.logs = logs;
        this.intake = intake;
        this.devices = devices;
        this.conflicts = conflicts;
    }

    /** {@code POST /sync/push}. Products are taken before the events that may name them; the results stand in the contract's order. */
    Future<JsonObject> push(TenantId tenant, DialectRequest request) {
        PushBody body = PushBody.read(
                Invalid.requireStorable(request.requireObject()),
                tenant,
                ports.clock().instant(),
                negative);
        List<Item> order = new ArrayList<>(body.products());
        order.addAll(body.payments());
        order.addAll(body.events());
        int states = order.size() - body.events().size();
        return devices.present(tenant, body.devices())
                .compose(present -> intake.take(tenant, order))
                .compose(outcomes -> logs.last(tenant).map(clock -> {
                    JsonArray results = new JsonArray();
                    for (int i = states; i < outcomes.size(); i++) {
                        results.add(ofEvent(body.events().get(i - states), outcomes.get(i)));
                    }
                    outcomes.subList(0, states).forEach(outcome -> results.add(ofState(outcome)));
                    return new JsonObject()
                            .put("results", results)
                            .put("server_lamport", clock)
                            .put("timestamp", Columns.naive(ports.clock().instant()));
                }));
    }

    private static JsonObject ofEvent(Item item, Item.Outcome outcome) {
        return switch (outcome.kind()) {
            case ACCEPTED ->
                new JsonObject()
                        .put("status", "accepted")
                        .put("operation_id", item.logKey())
                        .put("server_lamport", outcome.lamport())
                        .put("message", "Event accepted successfully");
            case DUPLICATE, IGNORED ->
                new JsonObject()
                        .put("status", "duplicate")
                        .put("operation_id", item.logKey())
                        .put("server_lamport", outcome.lamport())
                        .put("message", "Operation already processed");
            case PENDING ->
                conflict(item, outcome)
                        .put("status", "conflict")
                        .put("message", "Conflict detected - requires producer approval");
            case REJECTED -> rejected(item, outcome);
        };
    }

    private static JsonObject conflict(Item item, Item.Outcome outcome) {
        Stored.Conflict conflict = outcome.conflict();
        JsonObject told = new JsonObject().put("operation_id", item.logKey());
        if (conflict == null) {
            return told;
        }
        told.put("conflict_id", conflict.id().toString());
        return conflict.type().equals(AgrotourTypes.MOVEMENT) && conflict.current() != null
                ? told.put(
                        "resolution",
                        Tiers.resolve(conflict.incoming(), conflict.current()).json())
                : told;
    }

    private static JsonObject rejected(Item item, Item.Outcome outcome) {
        JsonObject told = conflict(item, outcome).put("status", "rejected");
        JsonObject resolution = told.getJsonObject("resolution");
        String reason = resolution != null
                ? resolution.getBoolean("requires_approval")
                        ? "A person decided for the other operation"
                        : resolution.getString("reason")
                : String.valueOf(outcome.reason());
        String suggestion = outcome.suggestion();
        return told.put("reason", reason)
                .put("suggestion", suggestion != null ? suggestion : "Pull, and send a new operation if it still holds")
                .put("message", reason);
    }

    private static JsonObject ofState(Item.Outcome outcome) {
        return switch (outcome.kind()) {
            case ACCEPTED -> new JsonObject().put("status", "accepted").put("message", "State stored");
            case REJECTED, PENDING ->
                new JsonObject()
                        .put("status", "rejected")
                        .put("reason", outcome.reason())
                        .put("suggestion", outcome.suggestion())
                        .put("message", outcome.reason());
            case DUPLICATE, IGNORED ->
                new JsonObject()
                        .put("status", "ignored")
                        .put("message", outcome.reason() == null ? StateItem.STALE : outcome.reason())
                        .put("server_lamport", outcome.lamport());
        };
    }

    /** A page of the log: events, and the states that were written among them. */
    private record Page(long clock, long upTo, boolean more, List<LogDesk.Entry> events, List<LogDesk.Entry> states) {}

    /** {@code POST /sync/pull}. */
    Future<JsonObject> pull(TenantId tenant, DialectRequest request) {
        JsonObject asked = request.requireObject();
        long after = Objects.requireNonNull(Table.whole(asked.getValue("last_lamport")));
        Long limit = Table.whole(asked.getValue("limit"));
        int max = (int) Math.min(limit == null || limit == 0 ? LIMIT_DEFAULT : limit, EntityDesk.PAGE_MAX);
        boolean own = Uuids.canonical(asked.getString("tenant_id")).equals(tenant.value());
        return logs.last(tenant)
                .compose(clock -> own ? page(tenant, after, clock, max) : Future.succeededFuture(empty(clock)))
                .compose(page -> products(tenant, page)
                        .map(products -> new JsonObject()
                                .put("operations", events(page.events()))
                                .put("products", products)
                                .put("payments", states(page, "PendingPayment"))
                                .put("next_lamport", page.upTo())
                                .put("server_lamport", page.clock())
                                .put("has_more", page.more())));
    }

    private static Page empty(long clock) {
        return new Page(clock, clock, false, List.of(), List.of());
    }

    private Future<Page> page(TenantId tenant, long after, long clock, int max) {
        return logs.page(tenant, List.of(AgrotourTypes.LOG), after, clock, max).compose(events -> {
            boolean full = events.size() == max;
            long upTo = full ? events.get(max - 1).number() : Math.max(after, clock);
            return logs.page(tenant, List.of(AgrotourTypes.RECORD_LOG), after, upTo, EntityDesk.PAGE_MAX)
                    .map(states -> cut(new Page(clock, upTo, full, events, states)));
        });
    }

    /** Where there are more states than fit, the page ends with the last of them. */
    private static Page cut(Page page) {
        if (page.states().size() < EntityDesk.PAGE_MAX) {
            return page;
        }
        long upTo = page.states().get(EntityDesk.PAGE_MAX - 1).number();
        List<LogDesk.Entry> events =
                page.events().stream().filter(entry -> entry.number() <= upTo).toList();
        return new Page(page.clock(), upTo, true, events, page.states());
    }

    /** Their numbers are their Lamport clock. */
    static JsonObject event(LogDesk.Entry entry) {
        return entry.data().copy().put("lamport_ts", entry.number());
    }

    private static JsonArray events(List<LogDesk.Entry> entries) {
        JsonArray all = new JsonArray();
        entries.forEach(entry -> all.add(event(entry)));
        return all;
    }

    /** The last state of each id in the page. */
    private static JsonArray states(Page page, String entityType) {
        Map<String, JsonObject> last = new LinkedHashMap<>();
        page.states().stream()
                .map(LogDesk.Entry::data)
                .filter(entry -> entityType.equals(entry.getString("entity_type")))
                .forEach(entry -> last.put(entry.getString("entity_id"), entry.getJsonObject("data")));
        return new JsonArray(List.copyOf(last.values()));
    }

    private Future<JsonArray> products(TenantId tenant, Page page) {
        JsonArray products = states(page, "Product");
        List<EntityDesk.Key> stocks = products.stream()
                .map(product -> new EntityDesk.Key(AgrotourTypes.STOCK, ((JsonObject) product).getString("id")))
                .toList();
        return stocks.isEmpty()
                ? Future.succeededFuture(products)
                : ports.entities().some(tenant, stocks).map(there -> {
                    JsonArray stocked = new JsonArray();
                    for (int i = 0; i < stocks.size(); i++) {
                        Stored.Entity stock = there.get(stocks.get(i));
                        stocked.add(products.getJsonObject(i)
                                .copy()
                                .put(
                                        "current_stock",
                                        stock == null
                                                ? Long.valueOf(0)
                                                : stock.data().getLong(AgrotourTypes.COUNT)));
                    }
                    return stocked;
                });
    }

    /** {@code GET /sync/conflicts}. */
    Future<JsonObject> conflicts(TenantId tenant, DialectRequest request) {
        return conflicts
                .list(tenant, List.of(AgrotourTypes.MOVEMENT), standing(request))
                .map(rows -> new JsonObject().put("conflicts", rows).put("total", rows.size()));
    }

    /** How conflicts stand that are asked for. */
    static ConflictDesk.Standing standing(DialectRequest request) {
        return switch (request.param("status").orElse("PENDING")) {
            case "RESOLVED_AUTO" -> ConflictDesk.Standing.BY_RULE;
            case "RESOLVED_MANUAL" -> ConflictDesk.Standing.BY_PERSON;
            default -> ConflictDesk.Standing.PENDING;
        };
    }

    /** {@code POST /sync/conflicts/{id}/resolve}; the names stand in the query, or in a JSON body. */
    Future<JsonObject> resolve(TenantId tenant, DialectRequest request) {
        JsonObject said = request.object().map(JsonObject::copy).orElseGet(JsonObject::new);
        for (String name : List.of("winner_id", "resolved_by", "feedback")) {
            request.param(name).ifPresent(value -> said.put(name, value));
        }
        Conflicts.Decision decision = new Conflicts.Decision(
                required(said, "winner_id"),
                required(said, "resolved_by"),
                Invalid.requireStorable(said).getString("feedback"));
        UUID id = UUID.fromString(Uuids.canonical(request.ctx().pathParam("id")));
        String winner = decision.winner();
        return conflicts
                .one(tenant, id)
                .compose(found -> winner.equals(found.a()) || winner.equals(found.b())
                        ? conflicts.resolve(tenant, id, decision)
                        : Future.failedFuture(Invalid.of(
                                "value_error",
                                List.of("query", "winner_id"),
                                "winner_id is neither of the two operations",
                                winner)))
                .map(done -> new JsonObject()
                        .put("status", "resolved")
                        .put("conflict_id", id.toString())
                        .put("winner_id", winner));
    }

    /** The document can ask for neither of two places. */
    private static String required(JsonObject said, String name) {
        String value = said.getString(name);
        if (value == null) {
            throw Invalid.of("missing", List.of("query", name), "Field required", null);
        }
        return Uuids.canonical(value);
    }
}
