package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.Call;
import ghosthunter.hub.dialect.Dialect;
import ghosthunter.hub.dialect.DialectAudit;
import ghosthunter.hub.dialect.DialectCors;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.entity.LogDesk;
import ghosthunter.hub.http.Handlers;
import ghosthunter.hub.http.Routes;
import ghosthunter.hub.openapi.ContractException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The calls of Agrotour's clients: which paths they have, whose request it is, and how failures look. Any event loop. */
public final class AgrotourDialect implements Dialect {
    /** The name in settings and evidence. */
    public static final String NAME = "agrotour";

    private static final String TENANT = "X-Tenant-ID";
    private static final String RESOLVE = "/:id/resolve";
    private static final List<String> BASES = List.of("/api", "/api/v1", "/api/v1/api");
    private static final List<String> LOGIN_BASES = List.of("", "/api", "/api/v1");
    private static final List<HttpMethod> METHODS = List.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

    private static final List<HttpMethod> PAGES_METHODS = List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);
    private static final List<String> PAGES_HEADERS =
            List.of("Authorization", "Content-Type", "Content-Encoding", "Idempotency-Key", TENANT);
    private static final long PAGES_KEEP_S = 600;

    private final DialectPorts ports;
    private final LogDesk logs;
    private final Users users;
    private final DialectAudit audit;
    private final Engine engine;
    private final Clients clients;
    private final Orders orders;
    private final DialectCors cors;
    private final Set<TenantId> tenants = ConcurrentHashMap.newKeySet();

    public AgrotourDialect(DialectPorts ports, DialectSettings.One settings) {
        this.ports = ports;
        this.logs = new LogDesk(ports.pools());
        this.users = new Users(ports, settings);
        this.audit = new DialectAudit(ports);
        Intake intake = new Intake(ports, logs);
        Devices devices = new Devices(ports.devices());
        Conflicts conflicts = new Conflicts(ports);
        boolean negative = settings.flags().contains(AgrotourTypes.NEGATIVE);
        this.engine = new Engine(ports, logs, intake, devices, conflicts, negative);
        this.orders = new Orders(ports, intake, devices);
        this.clients = new Clients(ports, logs, intake, devices, conflicts);
        this.cors = new DialectCors(
                new DialectCors.Rule(settings.origins(), false, PAGES_METHODS, PAGES_HEADERS, PAGES_KEEP_S),
                ports.publicUrl());
    }

    @Override
    public String name() {
        return NAME;
    }

    /** What is below {@code /sync/} and none of the calls: the header counts before the path. The root may be another's, too. */
    @Override
    public List<Routes> routes() {
        return List.of(
                router -> router.routeWithRegex("/sync/.+").last().handler(AgrotourDialect::unknown),
                router -> router.get("/").handler(AgrotourDialect::rootIfOurs),
                router -> router.get("/").last().handler(AgrotourDialect::root));
    }

    private static void rootIfOurs(RoutingContext ctx) {
        if (ctx.request().getHeader(TENANT) == null) {
            ctx.next();
        } else {
            root(ctx);
        }
    }

    /** The one path that asks for no header, and still for one that is good. */
    private static void root(RoutingContext ctx) {
        String header = ctx.request().getHeader(TENANT);
        if (header == null || isGood(ctx, header)) {
            JsonObject service = new JsonObject()
                    .put("service", "Agrotour Sync Engine")
                    .put("status", "operational")
                    .put("version", "0.1.0");
            Handlers.json(ctx.response(), 200, service);
        }
    }

    @Override
    public DialectCors cors() {
        return cors;
    }

    @Override
    public List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        engine(calls, HttpMethod.POST, "/sync/push", engine::push);
        engine(calls, HttpMethod.POST, "/sync/pull", engine::pull);
        engine(calls, HttpMethod.GET, "/sync/conflicts", engine::conflicts);
        engine(calls, HttpMethod.POST, "/sync/conflicts" + RESOLVE, engine::resolve);
        for (String base : BASES) {
            String sync = base + "/sync";
            client(calls, HttpMethod.POST, sync + "/push", AgrotourDialect::isClients, writing(clients::push));
            client(calls, HttpMethod.POST, sync + "/pull", AgrotourDialect::isClients, clients::pull);
            client(calls, HttpMethod.GET, sync + "/pull", AgrotourDialect::isClients, clients::pull);
            client(calls, HttpMethod.GET, sync + "/conflicts", AgrotourDialect::isClients, clients::conflicts);
            Predicate<DialectRequest> resolves = request -> isClients(request) || request.has("resolution");
            client(calls, HttpMethod.POST, sync + "/conflicts" + RESOLVE, resolves, writing(audited(clients::resolve)));
        }
        List.of("/ordenes", "/api/ordenes", "/api/v1/ordenes")
                .forEach(path -> client(calls, HttpMethod.POST, path, request -> true, writing(orders::take)));
        for (String base : LOGIN_BASES) {
            String auth = base + "/auth";
            List.of(auth + "/login", auth + "/token")
                    .forEach(path -> calls.add(auth(path, request -> request.has("username"), users::login)));
            List.of(auth + "/token/refresh", auth + "/refresh")
                    .forEach(path -> calls.add(auth(path, request -> request.has("refresh"), users::refresh)));
            List.of(auth + "/logout", auth + "/logout-mobile")
                    .forEach(path -> calls.add(auth(path, AgrotourDialect::hasOurToken, users::logout)));
        }
        calls.add(new Call(HttpMethod.GET, "/health/live", request -> health(request, 200, "live")));
        calls.add(new Call(
                HttpMethod.GET,
                "/health/ready",
                request -> logs.last(TenantId.DEFAULT)
                        .compose(last -> health(request, 200, "ready"), failure -> health(request, 503, "unready"))));
        return List.copyOf(calls);
    }

    /**
     * Other methods are answered in the words of the contract, behind the check of the header. It claims whatever nobody before it
     * claims: a header that is missing has an answer, too.
     */
    private void engine(
            List<Call> calls,
            HttpMethod method,
            String path,
            BiFunction<TenantId, DialectRequest, Future<JsonObject>> answer) {
        for (HttpMethod each : METHODS) {
            calls.add(call(
                    each,
                    path,
                    request -> true,
                    request -> tenant(request)
                            .compose(tenant -> each.equals(method)
                                    ? request.check().compose(checked -> answer.apply(tenant, request))
                                    : Future.failedFuture(ShapeException.detail(405, "Method Not Allowed")))));
        }
    }

    private void client(
            List<Call> calls,
            HttpMethod method,
            String path,
            Predicate<DialectRequest> claims,
            BiFunction<Users.User, DialectRequest, Future<JsonObject>> answer) {
        calls.add(call(
                method,
                path,
                claims,
                request -> users.user(request)
                        .compose(user -> known(user.tenant()).map(user))
                        .compose(user -> request.check().compose(checked -> answer.apply(user, request)))));
    }

    private static BiFunction<Users.User, DialectRequest, Future<JsonObject>> writing(
            BiFunction<Users.User, DialectRequest, Future<JsonObject>> answer) {
        return (user, request) -> user.writing().compose(writer -> answer.apply(writer, request));
    }

    /** What people decide is in the audit. */
    private BiFunction<Users.User, DialectRequest, Future<JsonObject>> audited(
            BiFunction<Users.User, DialectRequest, Future<JsonObject>> answer) {
        return (user, request) -> audit.audited(request, user.actor(), () -> answer.apply(user, request));
    }

    private Call auth(
            String path, Predicate<DialectRequest> claims, Function<DialectRequest, Future<JsonObject>> answer) {
        return call(
                HttpMethod.POST, path, claims, request -> request.check().compose(checked -> answer.apply(request)));
    }

    /** A refusal in a shape of the contract is an answer like others: nothing failed. */
    private Call call(
            HttpMethod method,
            String path,
            Predicate<DialectRequest> claims,
            Function<DialectRequest, Future<JsonObject>> answer) {
        return new Call(
                method,
                path,
                claims,
                request -> Future.succeededFuture(request)
                        .compose(answer)
                        .compose(body -> request.answer(200, body))
                        .recover(failure -> told(request, failure)));
    }

    private static Future<Void> told(DialectRequest request, Throwable failure) {
        if (failure instanceof ShapeException shape) {
            return request.answer(shape.status(), shape.body());
        }
        if (failure instanceof ContractException broken) {
            ShapeException shape = Invalid.of(broken.violations(), request);
            return request.answer(shape.status(), shape.body());
        }
        return Future.failedFuture(failure);
    }

    private static boolean isClients(DialectRequest request) {
        return request.header(TENANT).isPresent()
                || request.has("operations")
                || request.has("since_lamport_ts")
                || hasOurToken(request);
    }

    private static boolean hasOurToken(DialectRequest request) {
        return request.bearer().map(Users::isOurs).orElse(false);
    }

    private static Future<Void> health(DialectRequest request, int status, String word) {
        return request.answer(status, new JsonObject().put("status", word));
    }

    /** The tenant that the header names, if the hub knows it. */
    private Future<TenantId> tenant(DialectRequest request) {
        return known(tenantOf(request.header(TENANT).orElse(null)));
    }

    private static TenantId tenantOf(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            throw ShapeException.detail(400, "Missing X-Tenant-ID header");
        }
        return Uuids.parse(header)
                .map(UUID::toString)
                .map(TenantId::new)
                .orElseThrow(() -> ShapeException.detail(400, "Invalid X-Tenant-ID header format"));
    }

    private Future<TenantId> known(TenantId tenant) {
        return tenants.contains(tenant)
                ? Future.succeededFuture(tenant)
                : ports.devices().hasTenant(tenant).map(there -> {
                    if (!there) {
                        throw ShapeException.detail(403, "This tenant is not served");
                    }
                    tenants.add(tenant);
                    return tenant;
                });
    }

    private static void unknown(RoutingContext ctx) {
        if (isGood(ctx, ctx.request().getHeader(TENANT))) {
            refuse(ctx, ShapeException.detail(404, "Not Found"));
        }
    }

    /** Whether the header names a tenant; else it is told that it does not. */
    private static boolean isGood(RoutingContext ctx, @Nullable String header) {
        try {
            TenantId unused = tenantOf(header);
            return true;
        } catch (ShapeException e) {
            refuse(ctx, e);
            return false;
        }
    }

    private static void refuse(RoutingContext ctx, ShapeException shape) {
        Handlers.json(ctx.response(), shape.status(), shape.body());
    }

    /** Who asks counts before what is asked. */
    @Override
    public boolean checksItself() {
        return true;
    }

    @Override
    public void fail(RoutingContext ctx, Throwable failure) {
        HttpServerResponse response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (failure instanceof ShapeException shape) {
            refuse(ctx, shape);
        } else if (failure instanceof ProblemException known) {
            Problem problem = known.problem();
            if (problem.retryAfterS() > 0) {
                response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(problem.retryAfterS()));
            }
            int status = problem.type() == ProblemType.INVALID_REQUEST
                    ? 422
                    : problem.type().status();
            Handlers.json(response, status, new JsonObject().put("detail", problem.detail()));
        } else {
            response.setStatusCode(500).putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
            Handlers.end(response, Buffer.buffer("Internal Server Error"));
        }
    }
}
