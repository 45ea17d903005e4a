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
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** A dialect with one of its calls. */
    private record Offer(Dialect dialect, Call call, DialectCheck check) {
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
                        .add(new Offer(dialect, call, DialectCheck.of(call, contract)));
            }
        }
        offers.forEach((path, byMethod) -> mount(router, path, byMethod));
    }

    private void mount(Router router, String path, Map<HttpMethod, List<Offer>> byMethod) {
        List<String> spellings = path.length() > 1 ? List.of(path, path + "/") : List.of(path);
        for (String spelling : spellings) {
            byMethod.forEach((method, offers) ->
                    router.route(method, spelling).handler(ctx -> answer(ctx, List.copyOf(offers))));
            router.route(spelling).handler(ctx -> problems.methodNotAllowed(ctx, List.copyOf(byMethod.keySet())));
        }
    }

    private void answer(RoutingContext ctx, List<Offer> offers) {
        DialectBody.read(ctx.vertx(), ctx.request(), limits, gate)
                .onSuccess(body -> answer(offers, new DialectRequest(ctx, body)))
                .onFailure(failure -> {
                    DialectRequest unread = new DialectRequest(ctx, Buffer.buffer());
                    chosen(offers, unread).dialect().fail(ctx, failure);
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
        request.checkedBy(offer.check());
        Future.succeededFuture(request)
                .compose(arrived -> offer.dialect().checksItself() ? Future.succeededFuture() : arrived.check())
                .compose(checked -> offer.call().answer().apply(request))
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
}
