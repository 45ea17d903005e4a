package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.dialect.ChangeIds;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.LogDesk;
import ghosthunter.hub.entity.Stored;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** {@code /api/sync/…}: generic operations of the web, desktop and phone clients, for the tenant of who is signed in. Any context. */
final class Clients {
    private static final List<String> CONFLICTED = List.of(AgrotourTypes.MOVEMENT, AgrotourTypes.RECORD);
    private static final long LIMIT_DEFAULT = 100;

    private final DialectPorts ports;
    private final LogDesk logs;
    private final Intake intake;
    private final Devices devices;
    private final Conflicts conflicts;

    Clients(DialectPorts ports, LogDesk logs, Intake intake, Devices devices, Conflicts conflicts) {
        this.ports = ports;
        this.logs = logs;
        this.intake = intake;
        this.devices = devices;
        this.conflicts = conflicts;
    }

    /** {@code POST /api/sync/push/}. */
    Future<JsonObject> push(Users.User user, DialectRequest request) {
        List<Operation> operations = Operation.read(
                request.requireObject(), user.name(), ports.clock().instant());
        List<Item> items = operations.stream().map(Operation::item).toList();
        Map<String, String> speaking = new HashMap<>();
        operations.forEach(operation -> speaking.put(operation.device(), operation.device()));
        Set<EntityDesk.Key> records = new LinkedHashSet<>();
        operations.forEach(operation -> records.add(new EntityDesk.Key(AgrotourTypes.RECORD, operation.record())));
        TenantId tenant = user.tenant();
        return devices.present(tenant, speaking)
                .compose(present -> ports.entities().some(tenant, records))
                .compose(before -> intake.take(tenant, items)
                        .compose(outcomes -> ended(tenant, outcomes)
                                .compose(ended -> logs.last(tenant)
                                        .map(clock -> answer(operations, outcomes, before, ended, clock)))));
    }

    private Future<Map<EntityDesk.Key, Stored.Entity>> ended(TenantId tenant, List<Item.Outcome> outcomes) {
        List<Stored.Conflict> raised = outcomes.stream()
                .map(Item.Outcome::conflict)
                .filter(Objects::nonNull)
                .toList();
        return raised.isEmpty() ? Future.succeededFuture(Map.of()) : conflicts.resolutions(tenant, raised);
    }

    /** What a person has ended is accepted, whoever won: the client need not send it again. */
    private JsonObject answer(
            List<Operation> operations,
            List<Item.Outcome> outcomes,
            Map<EntityDesk.Key, Stored.Entity> before,
            Map<EntityDesk.Key, Stored.Entity> ended,
            long clock) {
        JsonArray accepted = new JsonArray();
        JsonArray rejected = new JsonArray();
        JsonArray results = new JsonArray();
        int met = 0;
        for (int i = 0; i < operations.size(); i++) {
            Operation operation = operations.get(i);
            Item.Outcome outcome = outcomes.get(i);
            Stored.Conflict conflict = outcome.conflict();
            boolean refused = outcome.kind() == Item.Kind.REJECTED || outcome.kind() == Item.Kind.PENDING;
            boolean isEnded = conflict != null && ended.containsKey(Conflicts.key(conflict.id()));
            JsonObject result = new JsonObject().put("id", operation.sent().getValue("entity_id"));
            if (refused && !isEnded) {
                rejected.add(refusal(operation, outcome));
                met += conflict == null ? 0 : 1;
                results.add(result.put("status", "server_wins")
                        .put("server_data", conflict == null ? null : dataOf(conflict.current())));
            } else {
                accepted.add(operation
                        .sent()
                        .copy()
                        .put("operation_id", operation.id())
                        .put("lamport_ts", outcome.lamport()));
                boolean made = !before.containsKey(new EntityDesk.Key(AgrotourTypes.RECORD, operation.record()));
                results.add(result.put("status", made ? "created" : "updated"));
            }
        }
        return new JsonObject()
                .put("success", true)
                .put("results", results)
                .put("accepted", accepted)
                .put("rejected", rejected)
                .put("new_lamport_ts", clock)
                .put("new_version", clock)
                .put("conflicts_detected", met)
                .put("server_lamport", clock)
                .put("timestamp", ports.clock().instant().toString());
    }

    private static JsonObject dataOf(@org.jspecify.annotations.Nullable JsonObject record) {
        return record == null ? new JsonObject() : record.getJsonObject("data", record);
    }

    private static JsonObject refusal(Operation operation, Item.Outcome outcome) {
        Stored.Conflict conflict = outcome.conflict();
        boolean pending = outcome.kind() == Item.Kind.PENDING;
        String reason = conflict == null ? String.valueOf(outcome.reason()) : "A later write is there";
        String suggestion = conflict == null ? outcome.suggestion() : "Pull, then resolve the conflict";
        return new JsonObject()
                .put("operation_id", operation.id())
                .put("conflict_id", conflict == null ? null : conflict.id().toString())
                .put("conflicting_operation_id", conflict == null ? null : new Conflicts.Found(conflict, null).b())
                .put("conflict_type", conflict == null ? "BUSINESS_RULE_VIOLATION" : "CONCURRENT_MODIFICATION")
                .put("resolution_level", pending ? "MANUAL" : "HARDCODED")
                .put("message", reason)
                .put("reason", reason)
                .put("suggested_resolution", suggestion);
    }

    /** {@code POST /api/sync/pull/}, and {@code GET} with the same names in the query. */
    Future<JsonObject> pull(Users.User user, DialectRequest request) {
        boolean whole = request.ctx().request().method().name().equals("GET");
        Optional<JsonObject> body = whole ? Optional.empty() : request.object();
        long since = number(request, body, "since_lamport_ts", 0);
        long limit = number(request, body, "limit", LIMIT_DEFAULT);
        int max = (int) (limit <= 0 ? LIMIT_DEFAULT : Math.min(limit, EntityDesk.PAGE_MAX - 1L));
        JsonArray types = body.map(asked -> asked.getJsonArray("entity_types")).orElseGet(JsonArray::new);
        TenantId tenant = user.tenant();
        return logs.last(tenant)
                .compose(clock -> logs.page(tenant, Intake.LOGS, since, clock, max + 1)
                        .compose(page -> (whole ? products(tenant) : Future.succeededFuture(new JsonArray()))
                                .map(products -> pulled(since, clock, max, page, types)
                                        .put("entities", new JsonObject().put("productos", products)))));
    }

    /** A number that the body has, or where there is none, the query. */
    private static long number(DialectRequest request, Optional<JsonObject> body, String name, long byItself) {
        Object sent = body.isPresent()
                ? body.get().getValue(name)
                : request.param(name).orElse(null);
        return Objects.requireNonNullElse(Table.whole(sent), byItself);
    }

    private JsonObject pulled(long since, long clock, int max, List<LogDesk.Entry> found, JsonArray types) {
        boolean more = found.size() > max;
        List<LogDesk.Entry> page = more ? found.subList(0, max) : found;
        long upTo = more ? page.get(max - 1).number() : Math.max(since, clock);
        JsonArray operations = new JsonArray();
        page.stream()
                .map(Clients::operation)
                .filter(operation -> types.isEmpty() || types.contains(operation.getString("entity_type")))
                .forEach(operations::add);
        String now = ports.clock().instant().toString();
        return new JsonObject()
                .put("success", true)
                .put("operations", operations)
                .put("max_lamport_ts", upTo)
                .put("new_lamport_ts", upTo)
                .put("new_version", upTo)
                .put("has_more", more)
                .put("more_available", more)
                .put("server_timestamp", now)
                .put("server_time", now);
    }

    private static JsonObject operation(LogDesk.Entry entry) {
        if (entry.type().equals(AgrotourTypes.RECORD_LOG)) {
            JsonObject operation = entry.data().copy().put("lamport_ts", entry.number());
            return operation.containsKey("operation_id") ? operation : operation.put("operation_id", entry.key());
        }
        JsonObject event = Engine.event(entry);
        return new JsonObject()
                .put("operation_id", entry.key())
                .put("operation_type", "CREATE")
                .put("entity_type", "StockEvent")
                .put("entity_id", event.getString("product_id"))
                .put("data", event)
                .put("lamport_ts", entry.number())
                .put("version", event.getLong("version"))
                .put("device_id", event.getString("device_id"))
                .put("timestamp", event.getString("created_at") + "Z")
                .put("content_hash", event.getString("content_hash"));
    }

    /** Products as all kinds of clients wrote them, a page of each. */
    private Future<JsonArray> products(TenantId tenant) {
        Future<List<Stored.Entity>> typed =
                ports.entities().page(tenant, AgrotourTypes.PRODUCT, null, false, EntityDesk.PAGE_MAX);
        Future<List<Stored.Entity>> records = products(tenant, "Producto:");
        Future<List<Stored.Entity>> oldRecords = products(tenant, "producto:");
        return Future.all(typed, records, oldRecords).map(read -> {
            JsonArray all = new JsonArray();
            typed.result().stream()
                    .map(Stored.Entity::data)
                    .filter(product -> !product.getBoolean("is_deleted"))
                    .forEach(all::add);
            Stream.concat(records.result().stream(), oldRecords.result().stream())
                    .map(Stored.Entity::data)
                    .filter(record -> !record.getString("operation_type").equals("DELETE"))
                    .forEach(record -> all.add(new JsonObject()
                            .put("id", record.getString("entity_id"))
                            .mergeIn(record.getJsonObject("data"))));
            return all;
        });
    }

    private Future<List<Stored.Entity>> products(TenantId tenant, String prefix) {
        return ports.entities()
                .page(tenant, AgrotourTypes.RECORD, prefix, false, EntityDesk.PAGE_MAX)
                .map(page -> page.stream()
                        .filter(record -> record.key().startsWith(prefix))
                        .toList());
    }

    /** {@code GET /api/sync/conflicts/}. */
    Future<JsonObject> conflicts(Users.User user, DialectRequest request) {
        return conflicts
                .list(user.tenant(), CONFLICTED, Engine.standing(request))
                .map(rows -> new JsonObject().put("conflicts", rows).put("total", rows.size()));
    }

    /** {@code POST /api/sync/conflicts/{id}/resolve/}: local is the operation that had lost. */
    Future<JsonObject> resolve(Users.User user, DialectRequest request) {
        UUID conflict = UUID.fromString(Uuids.canonical(request.ctx().pathParam("id")));
        boolean remote = "REMOTE".equals(request.requireObject().getString("resolution"));
        return conflicts
                .one(user.tenant(), conflict)
                .compose(found -> {
                    String winner = remote ? found.b() : found.a();
                    return conflicts
                            .resolve(user.tenant(), conflict, new Conflicts.Decision(winner, user.name(), null))
                            .map(winner);
                })
                .map(winner -> new JsonObject()
                        .put("success", true)
                        .put("status", "resolved")
                        .put("conflict_id", conflict.toString())
                        .put("winner_id", winner));
    }

    /**
     * One operation of a push.
     *
     * @param sent as it came
     * @param record the key of what it writes
     */
    record Operation(String id, String device, String record, JsonObject sent, Item item) {
        private static final int ID_CHARS_MAX = 100;
        private static final int TYPE_CHARS_MAX = 64;

        static List<Operation> read(JsonObject body, String user, Instant now) {
            String sender = body.getValue("device_id") instanceof String device && !device.isBlank() ? device : user;
            Map<String, Integer> seen = new HashMap<>();
            List<Operation> all = new ArrayList<>();
            body.getJsonArray("operations").forEach(sent -> all.add(one((JsonObject) sent, sender, seen, now)));
            return List.copyOf(all);
        }

        private static Operation one(JsonObject sent, String sender, Map<String, Integer> seen, Instant now) {
            String device = sent.getValue("device_id") instanceof String named && !named.isBlank() ? named : sender;
            String id = sent.getValue("operation_id") instanceof String named && isKey(named, ID_CHARS_MAX)
                    ? named
                    : unnamed(sent, device, seen);
            Object entity = sent.getValue("entity_id");
            String entityId = entity instanceof String || entity instanceof Number ? entity.toString() : "";
            String type = String.valueOf(sent.getValue("entity_type"));
            String word = String.valueOf(sent.getValue("operation_type", "UPDATE"));
            boolean valid = isKey(entityId, ID_CHARS_MAX)
                    && isKey(type, TYPE_CHARS_MAX)
                    && sent.containsKey("entity_type")
                    && List.of("CREATE", "UPDATE", "DELETE").contains(word)
                    && (sent.getValue("data") == null || sent.getValue("data") instanceof JsonObject)
                    && Invalid.isStorable(sent);
            if (!valid) {
                Item refused = new RefusedItem(
                        Devices.of(device), id, "The operation cannot be read", "Correct it and send a new one");
                return new Operation(id, device, "?:" + id, sent, refused);
            }
            JsonObject operation = sent.copy()
                    .put("operation_id", id)
                    .put("operation_type", word)
                    .put("entity_type", type)
                    .put("entity_id", entityId)
                    .put("data", sent.getJsonObject("data", new JsonObject()))
                    .put("device_id", device)
                    .put("timestamp", at(sent, now).toString());
            Item item = new RecordItem(Devices.of(device), operation);
            return new Operation(id, device, RecordItem.key(operation), sent, item);
        }

        /** The same again is the same; two equal ones in one body are two. */
        private static String unnamed(JsonObject sent, String device, Map<String, Integer> seen) {
            String canonical = Columns.canonical(sent);
            int place = seen.merge(canonical, 1, Integer::sum);
            return ChangeIds.of("agrotour", "unnamed", device, canonical, Integer.toString(place))
                    .toString();
        }

        private static boolean isKey(String text, int charsMax) {
            return !text.isBlank()
                    && text.length() <= charsMax
                    && text.codePoints()
                            .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
        }

        /** Nothing is written later than now: else a clock that is ahead would win for ever. */
        private static Instant at(JsonObject sent, Instant now) {
            try {
                Instant said = java.time.OffsetDateTime.parse(String.valueOf(sent.getValue("timestamp")))
                        .toInstant();
                return said.isAfter(now) ? now : said;
            } catch (java.time.format.DateTimeParseException e) {
                return now;
            }
        }
    }
}
