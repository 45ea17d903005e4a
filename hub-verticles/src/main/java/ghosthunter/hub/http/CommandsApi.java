package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.locker.Expectation;
import ghosthunter.codecs.locker.LockerCommand;
import ghosthunter.codecs.locker.Work;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
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
import java.util.concurrent.TimeUnit;

/**
 * {@code POST /v1/commands} with {@code {"device", "do": "open", "compartment"}} or {@code {"device", "do": "settings",
 * "settings"}}, and {@code expires_s} and {@code expect} where they are wanted; {@code GET /v1/commands}, the newest first, of one
 * {@code device} or of all, {@code before} an id; {@code GET /v1/commands/{id}}.
 */
public final class CommandsApi {
    /** The word for this door in the evidence. */
    static final String DOOR = "api";

    private final CommandDesk desk;
    private final InstantSource clock;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public CommandsApi(CommandDesk desk, InstantSource clock, HttpLimits limits, ProblemResponder problems) {
        this.desk = desk;
        this.clock = clock;
        this.limits = limits;
        this.problems = problems;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                Routes.methods(
                        "/v1/commands",
                        Map.of(
                                HttpMethod.GET, this::page,
                                HttpMethod.HEAD, this::page,
                                HttpMethod.POST, this::send),
                        problems),
                Routes.get("/v1/commands/:id", this::one, problems));
    }

    private void send(RoutingContext ctx) {
        TenantId tenant;
        try {
            tenant = new Query(ctx).tenant();
        } catch (RuntimeException e) {
            problems.answer(ctx, e);
            return;
        }
        String by = Access.by(ctx);
        SmallBody.json(ctx, limits)
                .map(CommandsApi::order)
                .onSuccess(order -> Access.note(ctx, "device", order.device().value()))
                .compose(order -> desk.send(tenant, order, by, DOOR))
                .onSuccess(sent -> Access.note(ctx, "command", sent.id()))
                .onSuccess(sent -> Handlers.json(ctx.response(), 201, json(sent)))
                .onFailure(failure -> problems.answer(ctx, failure));
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
        Future.succeededFuture(new Query(ctx))
                .compose(query -> page(query, query.limit()))
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .onSuccess(body -> Handlers.json(ctx.response(), 200, body))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private Future<JsonObject> page(Query query, int limit) {
        return desk.page(
                        query.tenant(),
                        query.name("device", DeviceId::new),
                        query.name("before", CommandsApi::id),
                        limit)
                .map(page -> {
                    JsonObject body = new JsonObject().put("commands", DirectoryJson.array(page, this::json));
                    return page.size() == limit
                            ? body.put("next", page.get(limit - 1).id())
                            : body;
                });
    }

    private void one(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .compose(query -> desk.one(query.tenant(), Query.value("id", ctx.pathParam("id"), CommandsApi::id)))
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .map(found -> found.orElseThrow(
                        () -> Problem.of(ProblemType.NOT_FOUND, "there is no command " + ctx.pathParam("id"))
                                .exception()))
                .onSuccess(sent -> Handlers.json(ctx.response(), 200, json(sent)))
                .onFailure(failure -> problems.answer(ctx, failure));
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
        return DirectoryJson.putKnown(json, "stale", sent.isStale(clock.instant()) ? true : null);
    }

    private static String id(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException("must be the id of a command");
        }
        return UUID.fromString(text).toString();
    }
}
