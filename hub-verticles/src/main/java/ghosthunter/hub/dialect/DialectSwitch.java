package ghosthunter.hub.dialect;

import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.http.HttpLimits;
import ghosthunter.hub.http.ProblemResponder;
import ghosthunter.hub.http.Routes;
import ghosthunter.hub.openapi.ApiContract;
import ghosthunter.hub.openapi.ApiContracts;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each request to the dialect that it is meant for: the first whose {@link Call#claims} says so, in the order of the dialects;
 * else the first that has the path, so that a client hears of its mistake in words that it knows.
 */
public final class DialectSwitch implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(DialectSwitch.class);

    private final List<Dialect> dialects;
    private final ApiContracts contracts;
    private final Gate gate;
    private final HttpLimits limits;

    /** @param contracts has the document of each dialect, by its name */
    public DialectSwitch(List<Dialect> dialects, ApiContracts contracts, Gate gate, HttpLimits limits) {
        this.dialects = List.copyOf(dialects);
        this.contracts = contracts;
        this.gate = gate;
        this.limits = limits;
    }

    /** A dialect with one of its calls. */
    private record Offer(Dialect dialect, Call call, DialectCheck check) {
        /** A defect in one dialect must not take the others' requests from them. */
        boolean claims(DialectRequest request) {
            try {
                return call.claims().test(request);
            } catch (RuntimeException e) {
                LOG.atError()
                        .setCause(e)
                        .addKeyValue("dialect", dialect.name())
                        .addKeyValue("path", call.path())
                        .log("a dialect cannot say whether a request is its own");
                return false;
            }
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
                        .add(new Offer(dialect, call, DialectCheck.of(call, contract)));
            }
        }
        offers.forEach((path, byMethod) -> mount(router, path, byMethod));
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
            router.route(spelling).handler(ctx -> methodNotAllowed(ctx, byMethod));
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

    private static void methodNotAllowed(RoutingContext ctx, Map<HttpMethod, List<Offer>> byMethod) {
        List<Offer> offers = byMethod.values().stream().flatMap(List::stream).toList();
        chosen(offers, DialectRequest.of(ctx, Buffer.buffer()))
                .dialect()
                .fail(ctx, ProblemResponder.allow(ctx, byMethod.keySet()));
    }

    /** Room for the body is held until it is answered: the request holds it that long. */
    private void answer(RoutingContext ctx, List<Offer> offers) {
        Gate.Hold hold = gate.hold(0);
        DialectBody.read(ctx.vertx(), ctx.request(), limits, hold)
                .compose(body -> DialectBody.beside(ctx.vertx(), body, () -> DialectRequest.of(ctx, body)))
                .<Void>compose(request -> answer(chosen(offers, request), request))
                .onFailure(failure -> {
                    DialectRequest unread = DialectRequest.of(ctx, Buffer.buffer());
                    Offer offer = chosen(offers, unread);
                    allow(offer.dialect(), ctx);
                    failed(offer, ctx, failure);
                })
                .onComplete(answered -> hold.release());
    }

    private static Offer chosen(List<Offer> offers, DialectRequest request) {
        return offers.stream()
                .filter(offer -> offer.claims(request))
                .findFirst()
                .orElse(offers.get(0));
    }

    /** Succeeds when it is answered, well or not. */
    private Future<Void> answer(Offer offer, DialectRequest request) {
        Gate.Work work = gate.begin();
        request.checkedBy(offer.check());
        allow(offer.dialect(), request.ctx());
        return Future.succeededFuture(request)
                .compose(arrived -> checked(offer, arrived))
                .compose(checked -> offer.call().answer().apply(request))
                .onSuccess(done -> work.done())
                .recover(failure -> {
                    work.dropped();
                    failed(offer, request.ctx(), failure);
                    return Future.succeededFuture();
                });
    }

    private static void failed(Offer offer, RoutingContext ctx, Throwable failure) {
        if (!(failure instanceof ProblemException)) {
            LOG.atError()
                    .setCause(failure)
                    .addKeyValue("dialect", offer.dialect().name())
                    .addKeyValue("path", ctx.normalizedPath())
                    .log("a dialect failed");
        }
        offer.dialect().fail(ctx, failure);
    }

    private static Future<Void> checked(Offer offer, DialectRequest request) {
        requireOrigin(offer.dialect(), request.ctx().request());
        return offer.dialect().checksItself() ? Future.succeededFuture() : request.check();
    }
}
