package ghosthunter.hub.dialect;

import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.http.HttpLimits;
import ghosthunter.hub.http.ProblemResponder;
import ghosthunter.hub.http.Routes;
import ghosthunter.hub.openapi.ApiContract;
import ghosthunter.hub.openapi.ApiContracts;
import ghosthunter.hub.openapi.ApiOperation;
import ghosthunter.hub.openapi.ContractException;
import ghosthunter.hub.openapi.Violation;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each request to the dialect that it is meant for: the first whose {@link Call#claims} says so, in the order of the dialects;
 * else the first that has the path, so that a client hears of its mistake in words that it knows.
 */
public final class DialectSwitch implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(DialectSwitch.class);

    /** What is larger is held against its document beside the event loop. */
    private static final int ON_LOOP_BYTES_MAX = 64 << 10;

    private final List<Dialect> dialects;
    private final ApiContracts contracts;
    private final Gate gate;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    /** @param contracts has the document of each dialect, by its name */
    public DialectSwitch(
            List<Dialect> dialects, ApiContracts contracts, Gate gate, HttpLimits limits, ProblemResponder problems) {
        this.dialects = List.copyOf(dialects);
        this.contracts = contracts;
        this.gate = gate;
        this.limits = limits;
        this.problems = problems;
    }

    /**
     * A dialect with one of its calls.
     *
     * @param contract what its document says of it; null: nothing, which a test of the documents does not let through
     */
    private record Offer(
            Dialect dialect, Call call, @Nullable ApiOperation contract) {
        boolean claims(DialectRequest request) {
            return call.claims().test(request);
        }
    }

    @Override
    public void mount(Router router) {
        Map<String, Map<HttpMethod, List<Offer>>> offers = new LinkedHashMap<>();
        for (Dialect dialect : dialects) {
            ApiContract contract = contracts.of(dialect.name());
            dialect.routes().forEach(route -> route.mount(router));
            for (Call call : dialect.calls()) {
                offers.computeIfAbsent(call.path(), path -> new LinkedHashMap<>())
                        .computeIfAbsent(call.method(), method -> new ArrayList<>())
                        .add(offer(dialect, call, contract));
            }
        }
        offers.forEach((path, byMethod) -> mount(router, path, byMethod));
    }

    private static Offer offer(Dialect dialect, Call call, ApiContract contract) {
        return new Offer(
                dialect,
                call,
                contract.operation(call.method().name(), call.path()).orElse(null));
    }

    private void mount(Router router, String path, Map<HttpMethod, List<Offer>> byMethod) {
        List<String> spellings = path.length() > 1 ? List.of(path, path + "/") : List.of(path);
        List<Dialect> open = byMethod.values().stream()
                .flatMap(List::stream)
                .map(Offer::dialect)
                .distinct()
                .filter(dialect -> dialect.cors() != null)
                .toList();
        for (String spelling : spellings) {
            if (!open.isEmpty()) {
                boolean last = !byMethod.containsKey(HttpMethod.OPTIONS);
                router.route(HttpMethod.OPTIONS, spelling).handler(ctx -> preflight(ctx, open, last));
            }
            byMethod.forEach((method, offers) ->
                    router.route(method, spelling).handler(ctx -> answer(ctx, List.copyOf(offers))));
            router.route(spelling).handler(ctx -> problems.methodNotAllowed(ctx, List.copyOf(byMethod.keySet())));
        }
    }

    /** Nothing in it says which dialect is meant but what the page wants to send: the first that lets it answers. */
    private static void preflight(RoutingContext ctx, List<Dialect> dialects, boolean last) {
        HttpServerRequest request = ctx.request();
        if (!DialectCors.isPreflight(request)) {
            ctx.next();
            return;
        }
        List<DialectCors> permitting = dialects.stream()
                .flatMap(dialect -> Stream.ofNullable(dialect.cors()))
                .filter(cors -> cors.permits(request))
                .toList();
        Optional<DialectCors> fitting =
                permitting.stream().filter(cors -> cors.permitsHeaders(request)).findFirst();
        if (fitting.isPresent() || (last && !permitting.isEmpty())) {
            fitting.orElseGet(() -> permitting.get(0)).preflight(ctx);
        } else if (last) {
            dialects.get(0).fail(ctx, new DialectCors.OriginException());
        } else {
            ctx.next();
        }
    }

    private static void allow(Dialect dialect, RoutingContext ctx) {
        DialectCors cors = dialect.cors();
        if (cors != null) {
            cors.allow(ctx);
        }
    }

    private static void requireOrigin(Dialect dialect, HttpServerRequest request) {
        DialectCors cors = dialect.cors();
        if (cors != null && !cors.permits(request)) {
            throw new DialectCors.OriginException();
        }
    }

    private void answer(RoutingContext ctx, List<Offer> offers) {
        DialectBody.read(ctx.vertx(), ctx.request(), limits, gate)
                .onSuccess(body -> answer(offers, new DialectRequest(ctx, body)))
                .onFailure(failure -> {
                    DialectRequest unread = new DialectRequest(ctx, Buffer.buffer());
                    Dialect dialect = chosen(offers, unread).dialect();
                    allow(dialect, ctx);
                    dialect.fail(ctx, failure);
                });
    }

    private void answer(List<Offer> offers, DialectRequest request) {
        answer(chosen(offers, request), request);
    }

    private static Offer chosen(List<Offer> offers, DialectRequest request) {
        return offers.stream()
                .filter(offer -> offer.claims(request))
                .findFirst()
                .orElse(offers.get(0));
    }

    private void answer(Offer offer, DialectRequest request) {
        Gate.Work work = gate.begin();
        allow(offer.dialect(), request.ctx());
        Future.succeededFuture(request)
                .compose(arrived -> checked(offer, arrived))
                .compose(offer.call().answer())
                .onSuccess(done -> work.done())
                .onFailure(failure -> {
                    work.dropped();
                    if (!(failure instanceof ProblemException)) {
                        LOG.atError()
                                .setCause(failure)
                                .addKeyValue("dialect", offer.dialect().name())
                                .addKeyValue("path", request.ctx().normalizedPath())
                                .log("a dialect failed");
                    }
                    offer.dialect().fail(request.ctx(), failure);
                });
    }

    private static Future<DialectRequest> checked(Offer offer, DialectRequest request) {
        requireOrigin(offer.dialect(), request.ctx().request());
        ApiOperation contract = offer.contract();
        if (contract == null || offer.dialect().checksItself()) {
            return Future.succeededFuture(request);
        }
        RoutingContext ctx = request.ctx();
        List<String> path = ApiContract.namesIn(offer.call().path()).stream()
                .map(ctx::pathParam)
                .toList();
        List<Violation> ofParameters = contract.parameterViolations(
                path, ctx.queryParams(), ctx.request().headers());
        boolean takesJson = contract.takesJson(ctx.request().getHeader(HttpHeaders.CONTENT_TYPE));
        return ofBody(contract, request, takesJson)
                .map(ofBody ->
                        Stream.concat(ofParameters.stream(), ofBody.stream()).toList())
                .map(violations -> required(request, violations));
    }

    private static Future<List<Violation>> ofBody(ApiOperation contract, DialectRequest request, boolean takesJson) {
        if (!takesJson) {
            return Future.succeededFuture(List.of());
        }
        if (request.body().length() == 0) {
            return Future.succeededFuture(contract.mayBeEmpty() ? List.of() : ApiOperation.bodyMissing());
        }
        if (!request.isJson()) {
            return Future.failedFuture(ContractException.unreadable("is not JSON"));
        }
        return request.body().length() <= ON_LOOP_BYTES_MAX
                ? Future.succeededFuture(contract.bodyViolations(request.json()))
                : request.ctx().vertx().executeBlocking(() -> contract.bodyViolations(request.json()), false);
    }

    private static DialectRequest required(DialectRequest request, List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw ContractException.of(violations);
        }
        return request;
    }
}
