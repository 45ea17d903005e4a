package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.Call;
import ghosthunter.hub.dialect.Dialect;
import ghosthunter.hub.dialect.DialectCors;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.dialect.posduif.EventStream.Kind;
import ghosthunter.hub.entity.MessageDesk;
import ghosthunter.hub.http.Handlers;
import ghosthunter.hub.http.HttpVerticle.Bind;
import ghosthunter.hub.http.Routes;
import ghosthunter.hub.openapi.ContractException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sync engine and the web service of Posduif on one address. Who brings a token or a device id is answered in the shapes of the
 * first, who brings a user id alone in those of the second.
 */
public final class PosduifDialect implements Dialect {
    /** The name in settings, evidence and the list of devices. */
    public static final String NAME = "posduif";

    private static final Logger LOG = LoggerFactory.getLogger(PosduifDialect.class);
    private static final String SIGN_IN = "/api/auth/";
    private static final String LOGIN = SIGN_IN + "login";
    private static final String AVAILABLE_USERS = SIGN_IN + "available-users";
    private static final String MOBILE_EVENTS = "/sse/mobile/:id";
    private static final String WEB_EVENTS = "/sse/web/:id";

    /** What pages may call and send. */
    private static final List<HttpMethod> METHODS =
            List.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.OPTIONS);

    private static final List<String> HEADERS =
            List.of("Content-Type", "Authorization", Callers.DEVICE, Callers.USER, "Content-Encoding");
    private static final long HOUR_S = 3_600;

    private final DialectPorts ports;
    private final Callers callers;
    private final MessageDesk desk;
    private final DialectCors cors;
    private final Fans fans;
    private final long pingMs;
    private final List<Call> calls = new ArrayList<>();

    public PosduifDialect(DialectPorts ports, DialectSettings.One settings) {
        this.ports = ports;
        this.desk = new MessageDesk(ports.pools());
        this.cors = new DialectCors(
                new DialectCors.Rule(settings.origins(), true, METHODS, HEADERS, HOUR_S), ports.publicUrl());
        this.fans = new Fans(ports.streams());
        this.pingMs = TimeUnit.SECONDS.toMillis(settings.number(PosduifSettings.PING_S));
        Accounts accounts = new Accounts(ports, settings.tenant());
        Tokens tokens = new Tokens(ports, settings);
        this.callers = new Callers(ports, settings, accounts, tokens);
        Logins logins = new Logins(ports, accounts, callers, tokens, desk, settings.tenant());
        Tickets tickets = new Tickets(ports, accounts, callers);
        Enrollments enrollments = new Enrollments(ports, accounts, tickets);
        Mail mail = new Mail(ports, accounts, desk);
        Turns turns = new Turns();
        Inbox inbox = new Inbox(ports, accounts, callers, desk, mail, turns);
        Outbox outbox = new Outbox(accounts, callers, mail, turns);
        People people = new People(ports, accounts, callers, desk);
        Messages messages = new Messages(ports, accounts, callers, desk, mail);
        add(HttpMethod.GET, "/health", request -> request.ctx().response().end("OK"));
        add(HttpMethod.POST, LOGIN, logins::login);
        add(HttpMethod.GET, AVAILABLE_USERS, logins::available);
        add(HttpMethod.POST, "/api/enrollment/create", tickets::create);
        add(HttpMethod.POST, "/api/enrollment/complete", enrollments::complete);
        add(HttpMethod.GET, "/api/enrollment", tickets::nameless);
        add(HttpMethod.GET, "/api/enrollment/:token", tickets::look);
        add(HttpMethod.GET, "/api/enrollment/:token/qr.svg", request -> tickets.draw(request, "image/svg+xml"));
        add(HttpMethod.GET, "/api/enrollment/:token/qr.png", request -> tickets.draw(request, "image/png"));
        add(HttpMethod.GET, "/api/sync/incoming", inbox::pull);
        add(HttpMethod.POST, "/api/sync/outgoing", outbox::upload);
        add(HttpMethod.GET, "/api/sync/status", inbox::status);
        add(HttpMethod.GET, "/api/app-instructions", people::instructions);
        add(HttpMethod.GET, "/api/users", people::list);
        add(HttpMethod.GET, "/api/users/:id", people::one);
        add(HttpMethod.POST, "/api/messages", messages::send);
        add(HttpMethod.GET, "/api/messages", messages::list);
        add(HttpMethod.GET, "/api/messages/unread-count", messages::unread);
        add(HttpMethod.GET, "/api/messages/:id", messages::one);
        add(HttpMethod.PUT, "/api/messages/:id/read", messages::read);
        warn(settings);
    }

    private void warn(DialectSettings.One settings) {
        if (Bind.isLoopback(String.valueOf(ports.publicUrl().getHost()))) {
            LOG.atWarn()
                    .addKeyValue("publicUrl", ports.publicUrl())
                    .log("phones forget an address that is this machine's own; set public_url to one that they reach");
        }
        if (settings.flags().contains(PosduifSettings.TRUST_USER_HEADER)) {
            LOG.atWarn().log("X-User-ID is trusted: whoever reaches this address may be any web user of Posduif");
        }
    }

    private void add(HttpMethod method, String path, Function<DialectRequest, Future<Void>> answer) {
        Predicate<DialectRequest> claims =
                path.startsWith("/api/enrollment") ? request -> true : PosduifDialect::isMine;
        calls.add(new Call(
                method,
                path,
                claims,
                request -> Future.succeededFuture(request)
                        .compose(answer)
                        .recover(failure -> gone(request.ctx(), failure))));
    }

    /** Who has left is answered nothing, and nothing is wrong with that. */
    private static Future<Void> gone(RoutingContext ctx, Throwable failure) {
        boolean left = ctx.response().closed() && !(failure instanceof ProblemException);
        return left ? Future.succeededFuture() : Future.failedFuture(failure);
    }

    /** Whether a request shows what clients of Posduif alone show. */
    private static boolean isMine(DialectRequest request) {
        return request.header(Callers.DEVICE).isPresent()
                || request.header(Callers.USER).isPresent()
                || request.bearer().map(PosduifDialect::namesUser).orElse(false)
                || (request.ctx().normalizedPath().startsWith(LOGIN)
                        && request.has("username")
                        && !request.has("terminalId"));
    }

    /** Whether a token speaks of a user as ours do. Who issued it is looked at later. */
    private static boolean namesUser(String token) {
        String[] parts = token.split("\\.", -1);
        try {
            return parts.length == 3
                    && new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
                            .containsKey("user_id");
        } catch (IllegalArgumentException | DecodeException e) {
            return false;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    @Override
    public DialectCors cors() {
        return cors;
    }

    @Override
    public List<Routes> routes() {
        List<Routes> routes = new ArrayList<>();
        Stream.concat(calls.stream().map(Call::path), Stream.of(MOBILE_EVENTS, WEB_EVENTS))
                .distinct()
                .forEach(path -> routes.add(
                        router -> router.route(HttpMethod.OPTIONS, path).handler(this::options)));
        routes.add(Routes.methods(MOBILE_EVENTS, Map.of(HttpMethod.GET, this::mobile), ports.problems()));
        routes.add(Routes.methods(WEB_EVENTS, Map.of(HttpMethod.GET, this::web), ports.problems()));
        routes.add(router -> router.route().last().handler(this::nowhere));
        return routes;
    }

    /** What a browser asks first is answered by who is meant, but for streams; whoever else asks hears that all is well. */
    private void options(RoutingContext ctx) {
        boolean isOfStream = ctx.normalizedPath().startsWith("/sse/");
        if (!DialectCors.isPreflight(ctx.request())) {
            boolean isOfOldWeb = ctx.request().headers().contains(Callers.USER);
            Handlers.discarded(
                    ctx.response().setStatusCode(isOfOldWeb ? 200 : 204).end());
        } else if (!isOfStream) {
            ctx.next();
        } else if (cors.permits(ctx.request())) {
            cors.preflight(ctx);
        } else {
            fail(ctx, new DialectCors.OriginException());
        }
    }

    /** One of our clients asks for what nobody has. */
    private void nowhere(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        if (request.headers().contains(Callers.DEVICE) || request.headers().contains(Callers.USER)) {
            fail(ctx, Refusal.notFound("404 page not found"));
        } else {
            ctx.next();
        }
    }

    /** {@code GET /sse/mobile/{device_id}}. */
    private void mobile(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        Supplier<Future<Caller>> proof = () -> {
            if (!id.equals(ctx.request().getHeader(Callers.DEVICE))) {
                throw Refusal.invalid("Device ID mismatch");
            }
            return callers.knownPhone(ctx.request());
        };
        stream(ctx, proof, new JsonObject().put("device_id", id), true);
    }

    /** {@code GET /sse/web/{user_id}}. */
    private void web(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        Supplier<Future<Caller>> proof =
                () -> callers.knownPerson(ctx.request()).map(caller -> {
                    if (!caller.id().equals(Ids.canonical(id))) {
                        throw Refusal.unauthenticated("Unauthorized");
                    }
                    return caller;
                });
        stream(ctx, proof, new JsonObject().put("user_id", id), false);
    }

    private void stream(RoutingContext ctx, Supplier<Future<Caller>> proof, JsonObject connected, boolean phone) {
        ctx.request().pause();
        cors.allow(ctx);
        Future.succeededFuture()
                .compose(go -> cors.permits(ctx.request())
                        ? proof.get()
                        : Future.failedFuture(new DialectCors.OriginException()))
                .map(caller -> callers.count(ctx.request(), caller))
                .onComplete(known -> ctx.request().resume())
                .<Void>map(caller -> {
                    Novelties news = new Novelties(desk, caller, ports.clock(), phone);
                    EventStream.open(
                            ports,
                            fans,
                            caller,
                            ctx,
                            connected,
                            news,
                            proof,
                            new Kind(phone ? 1 : Fans.PAGES_MAX, pingMs));
                    return null;
                })
                .onFailure(failure -> fail(ctx, failure));
    }

    /** A body that is not as it should be has one phrase in this contract; the places stand in the detail. */
    private static Problem told(Throwable failure) {
        if (failure instanceof ContractException broken) {
            return Problem.of(broken.problem().type(), "Invalid request body");
        }
        return failure instanceof ProblemException known
                ? known.problem()
                : Problem.of(ProblemType.INTERNAL, "the hub failed; its log has the reason");
    }

    @Override
    public void fail(RoutingContext ctx, Throwable failure) {
        Problem problem = told(failure);
        JsonObject extra = new JsonObject();
        String path = ctx.normalizedPath();
        if (path.startsWith(SIGN_IN) || ctx.request().getHeader(Callers.USER) != null) {
            extra.put("error", problem.detail());
        } else {
            String code = problem.type().name().toLowerCase(Locale.ROOT);
            extra.put("error", new JsonObject().put("code", code).put("message", problem.detail()));
        }
        if (path.startsWith(AVAILABLE_USERS)) {
            extra.put("users", new JsonArray());
        }
        ports.problems().answer(ctx, failure, extra);
    }
}
