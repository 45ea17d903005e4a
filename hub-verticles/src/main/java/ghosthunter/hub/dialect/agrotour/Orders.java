package ghosthunter.hub.dialect.agrotour;

import ghosthunter.hub.dialect.ChangeIds;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.entity.LogDesk;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The orders that the phones queue: a free body without a name. A phone tries one five times within a minute or two, so the same body
 * of the same user within {@link #AGAIN} is the same order; a client that sends {@code Idempotency-Key} says so itself. Any context.
 */
final class Orders {
    /** How long the same body is the same order, at least; up to twice as long. */
    static final Duration AGAIN = Duration.ofMinutes(10);

    private final DialectPorts ports;
    private final LogDesk logs;
    private final Intake intake;
    private final Devices devices;

    Orders(DialectPorts ports, LogDesk logs, Intake intake, Devices devices) {
        this.ports = ports;
        this.logs = logs;
        this.intake = intake;
        this.devices = devices;
    }

    /** {@code POST /ordenes/}: the order with its id. */
    Future<JsonObject> take(Users.User user, DialectRequest request) {
        JsonObject order = AgrotourDialect.body(request);
        if (!Shape.isStorable(order)) {
            throw ShapeException.detail(422, "The order holds characters that cannot be kept");
        }
        Instant now = ports.clock().instant();
        List<String> ids = request.header("Idempotency-Key")
                .map(key -> List.of(id(user, "key", key)))
                .orElseGet(() -> {
                    String body = Columns.canonical(order);
                    long period = now.getEpochSecond() / AGAIN.toSeconds();
                    return List.of(id(user, body, Long.toString(period)), id(user, body, Long.toString(period - 1)));
                });
        String device = "mobile_" + user.name();
        return logs.some(user.tenant(), Intake.LOGS, ids)
                .compose(known -> known.isEmpty()
                        ? devices.present(user.tenant(), Map.of(device, device))
                                .compose(present ->
                                        intake.take(user.tenant(), List.of(item(device, ids.get(0), order, now))))
                                .map(taken -> ids.get(0))
                        : Future.succeededFuture(known.keySet().iterator().next()))
                .map(id ->
                        new JsonObject().put("id", id).put("status", "created").put("order", order));
    }

    private static String id(Users.User user, String what, String which) {
        return ChangeIds.of("agrotour", "order", user.tenant().value(), user.name(), what, which)
                .toString();
    }

    private static Item item(String device, String id, JsonObject order, Instant now) {
        return new RecordItem(
                Devices.of(device),
                new JsonObject()
                        .put("operation_id", id)
                        .put("operation_type", "CREATE")
                        .put("entity_type", "Orden")
                        .put("entity_id", id)
                        .put("data", order)
                        .put("version", 1)
                        .put("device_id", device)
                        .put("timestamp", now.toString()));
    }
}
