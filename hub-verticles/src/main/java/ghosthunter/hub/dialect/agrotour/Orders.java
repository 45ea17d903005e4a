package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.ChangeIds;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.entity.ClientWriter;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.ledger.Expected;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The orders that the phones queue: a free body without a name. A client that sends {@code Idempotency-Key} says itself what is the
 * same order; else the hub finds a name, by when it last saw that body of that user. Any context.
 */
final class Orders {
    /**
     * A phone gives an answer up after 30 s and tries again after 32 s at most. The same body of the same user so soon after the last
     * one is the same order, sent again; a later one is another.
     */
    static final Duration AGAIN = Duration.ofSeconds(65);

    private static final int TRIES_MAX = 8;

    private final DialectPorts ports;
    private final Intake intake;
    private final Devices devices;

    Orders(DialectPorts ports, Intake intake, Devices devices) {
        this.ports = ports;
        this.intake = intake;
        this.devices = devices;
    }

    /** {@code POST /ordenes/}: the order with its id. */
    Future<JsonObject> take(Users.User user, DialectRequest request) {
        JsonObject order = Invalid.requireStorable(request.requireObject());
        String client = "mobile_" + user.name();
        return devices.present(user.tenant(), Map.of(client, client))
                .compose(present -> request.header("Idempotency-Key")
                        .map(key -> Future.succeededFuture(name(user, "key", key)))
                        .orElseGet(() -> found(user, client, name(user, "body", Columns.canonical(order)), 1)))
                .compose(id -> intake.take(user.tenant(), List.of(item(client, id, order)))
                        .map(taken -> new JsonObject()
                                .put("id", id)
                                .put("status", "created")
                                .put("order", order)));
    }

    private static String name(Users.User user, String kind, String text) {
        return ChangeIds.of("agrotour", "order", user.tenant().value(), user.name(), kind, text)
                .toString();
    }

    /** The name of the last order with this body, if that was just now, else a new one. It is written down before the order is. */
    private Future<String> found(Users.User user, String client, String body, int attempt) {
        Instant now = ports.clock().instant();
        return ports.entities()
                .one(user.tenant(), AgrotourTypes.LAST_ORDER, body)
                .compose(last -> {
                    String id = last.map(Stored.Entity::data)
                            .filter(data -> !now.isAfter(
                                    Instant.parse(data.getString("at")).plus(AGAIN)))
                            .map(data -> data.getString("id"))
                            .orElseGet(() -> ports.ids().get().toString());
                    return note(user, client, body, last, id, now).map(id);
                })
                .recover(failure -> isOvertaken(failure) && attempt < TRIES_MAX
                        ? found(user, client, body, attempt + 1)
                        : Future.failedFuture(failure));
    }

    private Future<Void> note(
            Users.User user, String client, String body, Optional<Stored.Entity> last, String id, Instant now) {
        long version = last.map(Stored.Entity::version).orElse(0L);
        ClientWriter.Write write = new ClientWriter.Write(
                ports.ids().get(),
                AgrotourTypes.LAST_ORDER,
                body,
                version == 0 ? "CREATE" : "UPDATE",
                new JsonObject().put("id", id).put("at", now.toString()),
                version,
                now);
        return ports.clients()
                .write(
                        new DeviceRef(user.tenant(), Devices.of(client)),
                        AgrotourDialect.NAME,
                        List.of(write),
                        List.of(new Expected(AgrotourTypes.LAST_ORDER, body, version, null)))
                .mapEmpty();
    }

    /** The same order came twice at once. */
    private static boolean isOvertaken(Throwable failure) {
        return failure instanceof ProblemException known && known.problem().type() == ProblemType.CONFLICT;
    }

    private Item item(String client, String id, JsonObject order) {
        return new RecordItem(
                Devices.of(client),
                new JsonObject()
                        .put("operation_id", id)
                        .put("operation_type", "CREATE")
                        .put("entity_type", "Orden")
                        .put("entity_id", id)
                        .put("data", order)
                        .put("version", 1)
                        .put("device_id", client)
                        .put("timestamp", ports.clock().instant().toString()));
    }
}
