package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.dialect.Call;
import ghosthunter.hub.dialect.ClientTokens;
import ghosthunter.hub.dialect.Dialect;
import ghosthunter.hub.dialect.DialectAudit;
import ghosthunter.hub.dialect.DialectCors;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.entity.ClientPull;
import ghosthunter.hub.http.Handlers;
import ghosthunter.hub.http.Routes;
import ghosthunter.hub.operator.Actor;
import ghosthunter.hub.operator.Role;
import ghosthunter.hub.operator.Scope;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API of the cpos sync module, below {@code /api} and without it, for terminals whose base address lacks it. */
public final class CposDialect implements Dialect {
    /** The name in settings, evidence and the list of devices. */
    public static final String NAME = "cpos";

    /** Allows that somebody on another machine makes the first super-admin. */
    public static final String OPEN_SETUP = "open_setup";

    /** Demands a token of sockets, too. */
    public static final String SOCKET_TOKEN = "socket_token";

    private static final Set<String> OWN_MEMBERS = Set.of("terminalId", "changes", "allTerminals", "conflictId");
    private static final Set<String> OWN_PARAMETERS = Set.of("terminalId", "entityType", "lastSync");
    private static final Logger LOG = LoggerFactory.getLogger(CposDialect.class);
    private static final List<String> OTHERS_HEADERS = List.of("X-Tenant-ID", "X-Device-ID", "X-User-ID");
    private static final double MS_PER_S = 1_000;
    private static final List<HttpMethod> PAGES_METHODS = List.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.POST, HttpMethod.DELETE);
    private static final List<String> PAGES_HEADERS = List.of("Content-Type", "Authorization", "X-Requested-With");
    private static final long DAY_S = 86_400;

    private final DialectPorts ports;
    private final TenantId tenant;
    private final DialectAudit audit;
    private final Callers callers;
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
        this.callers = new Callers(
                ports,
                shops,
                ClientTokens.of(NAME, ports, settings),
                settings.flags().contains(SOCKET_TOKEN));
        TerminalStatus statuses = new TerminalStatus(shops, ports.clock());
        ClientPull pulls = new ClientPull(ports.pools());
        this.ports = ports;
        this.tenant = settings.tenant();
        this.audit = new DialectAudit(ports);
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
        this.status = new StatusApi(ports, shops, callers, statuses);
        this.all = new AllApi(ports, shops, callers, statuses, pulls);
        CposRealtime realtime = new CposRealtime(ports.streams(), terminals(callers, statuses), ports.clock());
        this.sockets = new SocketIoServer(
                ports.vertx(),
                SocketIoSettings.DEFAULT.withIdle(ports.limits().senders().idleS()),
                socket -> new CposSockets(realtime, socket));
        this.cors = new DialectCors(
                new DialectCors.Rule(settings.origins(), true, PAGES_METHODS, PAGES_HEADERS, DAY_S), ports.publicUrl());
        this.startedAt = ports.clock().instant();
    }

    private static CposRealtime.Terminals terminals(Callers callers, TerminalStatus statuses) {
        return new CposRealtime.Terminals() {
            @Override
            public Future<Terminal> admit(String terminalId, @Nullable String token, String address) {
                return callers.admit(terminalId, token, address);
            }

            @Override
            public void synced(Terminal terminal) {
                statuses.synced(terminal)
                        .onFailure(failure -> LOG.atWarn()
                                .addKeyValue("reason", failure.getMessage())
                                .log("that a terminal of cpos has synced could not be written down"));
            }
        };
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
        add(calls, HttpMethod.POST, "/sync/push", known(answered(push::push)));
        add(calls, HttpMethod.GET, "/sync/pull", known(pull::pull));
        add(calls, HttpMethod.POST, "/sync/resolve", known(answered(resolve::resolve)));
        add(calls, HttpMethod.POST, "/sync/heartbeat", known(answered(status::heartbeat)));
        add(calls, HttpMethod.POST, "/sync/all", known(answered(all::all)));
        add(calls, HttpMethod.GET, "/sync/status", known(answered(status::status)));
        add(calls, HttpMethod.POST, "/auth/setup/super-admin", open(answered(auth::setup)));
        add(calls, HttpMethod.POST, "/auth/admin/login", open(answered(auth::login)));
        add(calls, HttpMethod.POST, "/auth/refresh", open(answered(auth::refresh)));
        add(calls, HttpMethod.POST, "/auth/logout", known(answered(auth::logout)));
        add(calls, HttpMethod.POST, "/auth/user/create", known(answered(auth::createUser)));
        add(calls, HttpMethod.GET, "/auth/user/list", known(answered(auth::users)));
        add(calls, HttpMethod.POST, "/auth/user/change-password", known(answered(auth::changePassword)));
        add(calls, HttpMethod.POST, "/auth/store/register", known(answered(auth::registerStore)));
        add(calls, HttpMethod.POST, "/auth/branch/register", known(answered(auth::registerBranch)));
        add(calls, HttpMethod.POST, "/auth/terminal/register", known(answered(terminals::register)));
        add(calls, HttpMethod.POST, "/auth/terminal/activate", open(answered(terminals::activate)));
        add(calls, HttpMethod.POST, "/auth/terminal/authenticate", open(answered(terminals::authenticate)));
        add(calls, HttpMethod.GET, "/auth/terminal/list", known(answered(terminals::list)));
        calls.add(call(HttpMethod.GET, "/api/health", request -> true, answered(this::health)));
        calls.add(call(HttpMethod.GET, "/", request -> true, answered(CposDialect::root)));
        calls.add(call(HttpMethod.GET, "/api-docs", request -> true, CposDialect::docs));
        return List.copyOf(calls);
    }

    private void add(List<Call> calls, HttpMethod method, String path, Function<DialectRequest, Future<Void>> answer) {
        Predicate<DialectRequest> claims = CposDialect::claims;
        calls.add(call(method, "/api" + path, claims, answer));
        calls.add(call(method, path, claims, answer));
    }

    private Call call(
            HttpMethod method,
            String path,
            Predicate<DialectRequest> claims,
            Function<DialectRequest, Future<Void>> answer) {
        return new Call(method, path, claims, request -> {
            guard(request.ctx().response());
            return Future.succeededFuture(request).compose(answer).recover(failed(request));
        });
    }

    /** What keeps a browser from making more of an answer than it is. */
    private static void guard(HttpServerResponse response) {
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "SAMEORIGIN")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Content-Security-Policy", "default-src 'none'");
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

    /** A request is held against the document when it is known who asks. */
    @Override
    public boolean checksItself() {
        return true;
    }

    private Function<DialectRequest, Future<Void>> known(Function<DialectRequest, Future<Void>> answer) {
        return request -> callers.of(request)
                .compose(caller -> request.check().compose(checked -> audited(request, caller, answer)));
    }

    /** What terminals do is in the ledger; what people do, beside looking, is in the audit, too. */
    private Future<Void> audited(DialectRequest request, Caller caller, Function<DialectRequest, Future<Void>> answer) {
        return caller.fold(
                terminal -> answer.apply(request),
                person -> request.ctx().request().method().equals(HttpMethod.GET)
                        ? answer.apply(request)
                        : audit.audited(request, actor(person), () -> answer.apply(request)));
    }

    private Actor actor(Caller.OfUser person) {
        return new Actor(
                Actor.Kind.OPERATOR, person.user().username(), new Scope(Role.GUEST, tenant), person.session());
    }

    private static Function<DialectRequest, Future<Void>> open(Function<DialectRequest, Future<Void>> answer) {
        return request -> request.check().compose(checked -> answer.apply(request));
    }

    private static Function<DialectRequest, Future<Void>> answered(Function<DialectRequest, Future<Answer>> call) {
        return request -> call.apply(request).map(answer -> {
            HttpServerResponse response = request.ctx().response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            Handlers.json(response, answer.status(), answer.body());
            return null;
        });
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

    private static Future<Answer> root(DialectRequest request) {
        return Future.succeededFuture(
                Answer.ok(new JsonObject().put("status", "ok").put("name", "csu-server")));
    }

    /** Where the original has the pages that this hub has at {@code /docs}. */
    private static Future<Void> docs(DialectRequest request) {
        return request.ctx()
                .response()
                .setStatusCode(302)
                .putHeader(HttpHeaders.LOCATION, "/docs")
                .end();
    }

    /** Socket.IO; and what is nowhere, unless a header of another dialect says that its client is not ours. */
    @Override
    public List<Routes> routes() {
        return List.of(
                sockets,
                router -> router.routeWithRegex("/(api|sync|auth)/.*").last().handler(this::unknown));
    }

    private void unknown(RoutingContext ctx) {
        if (OTHERS_HEADERS.stream().anyMatch(ctx.request().headers()::contains)) {
            ctx.next();
        } else {
            fail(ctx, CposFailure.of(404, "Not Found"));
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
        guard(response);
        CposFailure answer = CposFailure.of(failure, ctx.normalizedPath().contains("/auth/"));
        if (answer.retryAfterS() > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(answer.retryAfterS()));
        }
        ports.problems().answer(ctx, answer.status(), answer.body());
    }
}
