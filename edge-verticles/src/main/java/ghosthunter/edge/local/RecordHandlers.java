package ghosthunter.edge.local;

import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.locker.PickupGrant;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.time.Moment;
import ghosthunter.codecs.time.Timestamps;
import ghosthunter.edge.outbox.OutboxClient;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.outbox.OutboxReply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;

/** The requests that record something. The answer is sent after SQLite has it. */
final class RecordHandlers {
    /** The longest {@code Idempotency-Key}. */
    static final int KEY_CHARS_MAX = 128;

    /** How many packages one import brings at most. */
    static final int IMPORT_COUNT_MAX = 5_000;

    private static final String CODE = "[0-9]{" + PickupGrant.DIGITS + "}";
    private static final String KEY = "Idempotency-Key";

    private final OutboxClient outbox;
    private final OutboxClient doors;
    private final SyncClient sync;
    private final Supplier<Moment> now;

    RecordHandlers(OutboxClient outbox, OutboxClient doors, SyncClient sync, Supplier<Moment> now) {
        this.outbox = outbox;
        this.doors = doors;
        this.sync = sync;
        this.now = now;
    }

    void dropOff(RoutingContext request) {
        JsonFields body = body(request);
        var command =
                new OutboxCommand.DropOff(trackingId(body), body.textOrNull("compartment"), key(request), now.get());
        Answers.send(
                request,
                201,
                outbox.ask(command, OutboxReply.Recorded.class)
                        .onSuccess(this::tell)
                        .map(recorded -> LocalJson.droppedOff(recorded.row())));
    }

    void pickUp(RoutingContext request) {
        JsonFields body = body(request);
        var command = new OutboxCommand.PickUp(trackingId(body), key(request), now.get());
        Answers.send(
                request,
                201,
                outbox.ask(command, OutboxReply.Recorded.class)
                        .onSuccess(this::tell)
                        .map(recorded -> LocalJson.pickedUp(recorded.row())));
    }

    /** Somebody stands before the locker with a code: when it is right, the door opens before this is answered. */
    void useCode(RoutingContext request) {
        JsonFields body = body(request);
        String trackingId = body.textOrNull("tracking_id");
        String compartment = body.textOrNull("compartment");
        String code = body.text("code");
        if ((trackingId == null) == (compartment == null)) {
            throw body.broken("name one of tracking_id and compartment");
        }
        if (!code.matches(CODE)) {
            throw body.broken("code has " + PickupGrant.DIGITS + " digits");
        }
        var command = new OutboxCommand.UseCode(trackingId, compartment, code, key(request), now.get());
        Answers.send(
                request,
                200,
                doors.ask(command, OutboxReply.Ended.class).map(ended -> new JsonObject(ended.answerJson())));
    }

    void imports(RoutingContext request) {
        List<OutboxCommand.LegacyPackage> packages =
                body(request).objects("packages", IMPORT_COUNT_MAX, RecordHandlers::legacy);
        Future<OutboxReply.Imported> imported =
                outbox.ask(new OutboxCommand.Import(packages), OutboxReply.Imported.class);
        Answers.send(request, 200, imported.onSuccess(this::tell).map(LocalJson::imported));
    }

    private static OutboxCommand.LegacyPackage legacy(JsonFields json) {
        boolean pending = switch (json.text("status")) {
            case "pending" -> true;
            case "synced" -> false;
            default -> throw json.broken("status is pending or synced");
        };
        return new OutboxCommand.LegacyPackage(
                json.text("tracking_id"), json.value("drop_off_timestamp", Timestamps::parse), pending);
    }

    private void tell(OutboxReply.Recorded recorded) {
        if (!recorded.repeated()) {
            sync.recorded(EntityCatalog.BUILT_IN.lane(EntityTypes.PACKAGE));
        }
    }

    private void tell(OutboxReply.Imported imported) {
        if (imported.changes() > 0) {
            sync.recorded(EntityCatalog.BUILT_IN.lane(EntityTypes.PACKAGE));
        }
    }

    /** The members of the body. */
    static JsonFields body(RoutingContext request) {
        return JsonFields.parse("body", bytes(request));
    }

    /** The body as it came. */
    static byte[] bytes(RoutingContext request) {
        Buffer body = request.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    private static String trackingId(JsonFields body) {
        String trackingId = body.text("tracking_id");
        if (trackingId.isBlank()) {
            throw body.broken("tracking_id must not be blank");
        }
        return trackingId;
    }

    /** Without a key the firmware could not repeat a request that timed out, so that there is none without. */
    static String key(RoutingContext request) {
        String key = request.request().getHeader(KEY);
        if (key == null || !key.matches("[\\x21-\\x7e]{1," + KEY_CHARS_MAX + "}")) {
            throw Problem.of(
                            ProblemType.INVALID_REQUEST,
                            "the header " + KEY + " is required: 1 to " + KEY_CHARS_MAX
                                    + " visible ASCII characters, the same for every repeat of one request")
                    .exception();
        }
        return key;
    }
}
