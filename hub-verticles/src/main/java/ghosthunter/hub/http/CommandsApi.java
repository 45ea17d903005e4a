package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.locker.Expectation;
import ghosthunter.codecs.locker.LockerCommand;
import ghosthunter.codecs.locker.Work;
import ghosthunter.hub.entity.CommandDesk;
import ghosthunter.hub.entity.CommandDesk.Order;
import ghosthunter.hub.entity.SentCommand;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * {@code POST /v1/commands} with {@code {"device", "do": "open", "compartment"}} or {@code {"device", "do": "settings",
 * "settings"}}, and {@code expires_s} and {@code expect} where they are wanted; {@code GET /v1/commands}, the newest first, of one
 * {@code device} or of all, {@code before} an id; {@code GET /v1/commands/{id}}; {@code DELETE} takes one back that its locker has
 * not begun.
 */
public final class CommandsApi {
    /** The word for this door in the evidence. */
    static final String DOOR = "api";

    private final CommandDesk desk;
    private final InstantSource clock;
    private final Answers answers;

    public CommandsApi(CommandDesk desk, InstantSource clock, Answers answers) {
        this.desk = desk;
        this.clock = clock;
        this.answers = answers;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                answers.methods(
                        "/v1/commands",
                        Map.of(
                                HttpMethod.GET, this::page,
                                HttpMethod.HEAD, this::page,
                                HttpMethod.POST, this::send)),
                answers.methods(
                        "/v1/commands/:id",
                        Map.of(
                                HttpMethod.GET, this::one,
                                HttpMethod.HEAD, this::one,
                                HttpMethod.DELETE, this::cancel)));
    }

    private void send(RoutingContext ctx) {
        answers.done(ctx, 201, query -> send(ctx, query.tenant()));
    }

    private Future<JsonObject> send(RoutingContext ctx, TenantId tenant) {
        String by = Access.by(ctx);
        return answers.body(ctx)
                .map(CommandsApi::order)
                .onSuccess(order -> Access.note(ctx, "device", order.device().value()))
                .compose(order -> desk.send(tenant, order, by, DOOR))
                .onSuccess(sent -> Access.note(ctx, "command", sent.id()))
                .map(this::json);
    }

    private static Order order(JsonFields body) {
        Long expiresS = body.naturalOrNull("expires_s");
        return new Order(
                body.value("device", DeviceId::new),
                Work.read(body),
                Expectation.read(body.objectOrNull("expect")),
                expiresS == null ? LockerCommand.EXPIRES_S_DEFAULT : expiresS);
    }

    private void page(RoutingContext ctx) {
        answers.found(ctx, query -> page(query, query.limit()));
    }

    private Future<JsonObject> page(Query query, int limit) {
        return desk.page(
                        query.tenant(),
                        query.name("device", DeviceId::new),
                        query.name("before", CommandsApi::id),
                        limit)
                .map(page -> Answers.page("commands", page, limit, this::json, SentCommand::id));
    }

    private void one(RoutingContext ctx) {
        answers.one(
                ctx,
                query -> desk.one(query.tenant(), query.path("id", CommandsApi::id)),
                this::json,
                "there is no command " + ctx.pathParam("id"));
    }

    private void cancel(RoutingContext ctx) {
        answers.done(
                ctx,
                200,
                query -> desk.cancel(query.tenant(), query.path("id", CommandsApi::id), Access.by(ctx), DOOR)
                        .map(this::json));
    }

    private JsonObject json(SentCommand sent) {
        LockerCommand command = sent.command();
        JsonObject json = new JsonObject()
                .put("id", sent.id())
                .put("device", command.device().value())
                .mergeIn(command.work().toJson())
                .put("state", sent.state().wire())
                .put("by", command.by())
                .put("issued_at", sent.issuedAt().toString())
                .put("expires_at", sent.expiresAt().toString())
                .put("updated_at", sent.updatedAt().toString());
        JsonObject expected = command.expect().toJson();
        DirectoryJson.putKnown(json, "expect", expected.isEmpty() ? null : expected);
        DirectoryJson.putKnown(json, "door", sent.door());
        DirectoryJson.putKnown(json, "reason", sent.reason());
        DirectoryJson.putKnown(json, "cancelled_by", sent.cancelledBy());
        return DirectoryJson.putKnown(json, "stale", sent.isStale(clock.instant()) ? true : null);
    }

    private static String id(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException("must be the id of a command");
        }
        return UUID.fromString(text).toString();
    }
}
