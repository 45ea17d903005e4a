package ghosthunter.hub.dialect.cpos;

import ghosthunter.hub.dialect.Call;
import ghosthunter.hub.dialect.ClientTokens;
import ghosthunter.hub.dialect.Dialect;
import ghosthunter.hub.dialect.DialectCors;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.entity.ClientPull;
import ghosthunter.hub.http.Handlers;
import ghosthunter.hub.http.Routes;
import ghosthunter.hub.socketio.SocketIoServer;
import ghosthunter.hub.socketio.SocketIoSettings;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The API of the cpos sync module, below {@code /api} and without it, for terminals whose base address lacks it. */
public final class CposDialect implements Dialect {
    /** The name in settings, evidence and the list of devices. */
    public static final String NAME = "cpos";

    /** Allows that somebody on another machine makes the first super-admin. */
    public static final String OPEN_SETUP = "open_setup";

    private static final Set<String> OWN_MEMBERS = Set.of("terminalId", "changes", "allTerminals", "conflictId");
    private static final Set<String> OWN_PARAMETERS = Set.of("terminalId", "entityType", "lastSync");
    private static final double MS_PER_S = 1_000;
    private static final List<HttpMethod> PAGES_METHODS = List.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.POST, HttpMethod.DELETE);
    private static final List<String> PAGES_HEADERS = List.of("Content-Type", "Authorization", "X-Requested-With");
    private static final long DAY_S = 86_400;

    private final DialectPorts ports;
    private final AuthApi auth;
    private final TerminalsApi terminals;
    private final PushApi push;
    private final PullApi pull;
    private final ResolveApi resolve;
    private final StatusApi status;
    private final AllApi all;
    private final SocketIoServer sockets;
    private final DialectCors cors;
    private final Instant startedAt;

    public CposDialect(DialectPorts ports, DialectSettings.One settings) {
        Shops shops = new Shops(ports, settings.tenant());
        Callers callers = new Callers(ports, shops, ClientTokens.of(NAME, ports, settings));
        ClientPull pulls = new ClientPull(ports.pools());
        this.ports = ports;
        this.auth = new AuthApi(
                ports,
                shops,
                new People(ports, shops),
                callers,
                settings.flags().contains(OPEN_SETUP));
        this.terminals = new TerminalsApi(ports, shops, callers, new CposSecrets(ports.secrets(), ports.random()));
        this.push = new PushApi(ports, callers);
        this.pull = new PullApi(ports, callers, pulls);
        this.resolve = new ResolveApi(ports, shops, callers);
        this.status = new StatusApi(ports, shops, callers);
        this.all = new AllApi(ports, shops, callers, pulls);
        CposRealtime realtime = new CposRealtime(ports.streams(), callers::admit, ports.clock());
        this.sockets = new SocketIoServer(
                ports.vertx(),
                SocketIoSettings.DEFAULT.withIdle(ports.limits().senders().idleS()),
                socket -> new CposSockets(realtime, socket));
        this.cors = new DialectCors(
                new DialectCors.Rule(settings.origins(), true, PAGES_METHODS, PAGES_HEADERS, DAY_S), ports.publicUrl());
        this.startedAt = ports.clock().instant();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DialectCors cors() {
        return cors;
    }

    @Override
    public List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        add(calls, HttpMethod.POST, "/sync/push", answered(push::push));
        add(calls, HttpMethod.GET, "/sync/pull", request -> pull.pull(request).recover(failed(request)));
        add(calls, HttpMethod.POST, "/sync/resolve", answered(resolve::resolve));
        add(calls, HttpMethod.POST, "/sync/heartbeat", answered(status::heartbeat));
        add(calls, HttpMethod.POST, "/sync/all", answered(all::all));
        add(calls, HttpMethod.GET, "/sync/status", answered(status::status));
        add(calls, HttpMethod.POST, "/auth/setup/super-admin", answered(auth::setup));
        add(calls, HttpMethod.POST, "/auth/admin/login", answered(auth::login));
        add(calls, HttpMethod.POST, "/auth/refresh", answered(auth::refresh));
        add(calls, HttpMethod.POST, "/auth/logout", answered(auth::logout));
        add(calls, HttpMethod.POST, "/auth/user/create", answered(auth::createUser));
        add(calls, HttpMethod.GET, "/auth/user/list", answered(auth::users));
        add(calls, HttpMethod.POST, "/auth/user/change-password", answered(auth::changePassword));
        add(calls, HttpMethod.POST, "/auth/store/register", answered(auth::registerStore));
        add(calls, HttpMethod.POST, "/auth/branch/register", answered(auth::registerBranch));
        add(calls, HttpMethod.POST, "/auth/terminal/register", answered(terminals::register));
        add(calls, HttpMethod.POST, "/auth/terminal/activate", answered(terminals::activate));
        add(calls, HttpMethod.POST, "/auth/terminal/authenticate", answered(terminals::authenticate));
        add(calls, HttpMethod.GET, "/auth/terminal/list", answered(terminals::list));
        calls.add(new Call(HttpMethod.GET, "/api/health", answered(this::health)));
        return List.copyOf(calls);
    }

    private static void add(
            List<Call> calls, HttpMethod method, String path, Function<DialectRequest, Future<Void>> answer) {
        Predicate<DialectRequest> claims = CposDialect::claims;
        calls.add(new Call(method, "/api" + path, claims, answer));
        calls.add(new Call(method, path, claims, answer));
    }

    /** Whether a request is of a cpos client, on a path that others have, too. */
    private static boolean claims(DialectRequest request) {
        return OWN_MEMBERS.stream().anyMatch(request::has)
                || (request.has("entityType") && request.has("operation"))
                || OWN_PARAMETERS.stream().anyMatch(name -> request.param(name).isPresent())
                || request.bearer().filter(CposDialect::isOwnToken).isPresent();
    }

    /** An API key, or a token that says what kind it is; whether it is good is asked later. */
    private static boolean isOwnToken(String bearer) {
        String[] parts = bearer.split("\\.", -1);
        if (parts.length != 3) {
            return CposSecrets.isApiKey(bearer);
        }
        try {
            JsonObject claims =
                    new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(parts[1])));
            return Set.of("terminal", "user").contains(String.valueOf(claims.getValue("type")))
                    && claims.containsKey("sessionId");
        } catch (IllegalArgumentException | DecodeException e) {
            return false;
        }
    }

    private Function<DialectRequest, Future<Void>> answered(Function<DialectRequest, Future<Answer>> call) {
        return request -> Future.succeededFuture(request)
                .compose(call)
                .<Void>map(answer -> {
                    HttpServerResponse response =
                            request.ctx().response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
                    Handlers.json(response, answer.status(), answer.body());
                    return null;
                })
                .recover(failed(request));
    }

    /** What the contract has words for is no failure of the hub. */
    private Function<Throwable, Future<Void>> failed(DialectRequest request) {
        return failure -> {
            if (!(failure instanceof CposFailure)) {
                return Future.failedFuture(failure);
            }
            fail(request.ctx(), failure);
            return Future.succeededFuture();
        };
    }

    private Future<Answer> health(DialectRequest request) {
        long upMs = ports.clock().millis() - startedAt.toEpochMilli();
        return Future.succeededFuture(Answer.ok(new JsonObject()
                .put("success", true)
                .put("message", "Server is running")
                .put("uptime", upMs / MS_PER_S)));
    }

    /** Socket.IO; and {@code GET /} says what this is, unless a browser asks: that is for the pages of the hub. */
    @Override
    public List<Routes> routes() {
        return List.of(sockets, router -> router.get("/").handler(CposDialect::root));
    }

    private static void root(RoutingContext ctx) {
        String accept = ctx.request().getHeader(HttpHeaders.ACCEPT);
        if (accept != null && accept.contains("text/html")) {
            ctx.next();
        } else {
            Handlers.json(
                    ctx.response(), 200, new JsonObject().put("status", "ok").put("name", "csu-server"));
        }
    }

    @Override
    public void fail(RoutingContext ctx, Throwable failure) {
        HttpServerResponse response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            ctx.request().connection().close().onFailure(gone -> {});
            return;
        }
        CposFailure answer = CposFailure.of(failure, ctx.normalizedPath().contains("/auth/"));
        if (answer.retryAfterS() > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(answer.retryAfterS()));
        }
        ports.problems().answer(ctx, answer.status(), answer.body());
    }
}
