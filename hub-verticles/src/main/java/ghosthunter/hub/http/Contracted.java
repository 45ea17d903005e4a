package ghosthunter.hub.http;

import ghosthunter.hub.openapi.ApiContract;
import ghosthunter.hub.openapi.ApiOperation;
import ghosthunter.hub.openapi.ContractException;
import ghosthunter.hub.openapi.Violation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds what people and programs of the centre ask against the document of the API: the parameters of the query here, the body when
 * {@link SmallBody} has read it. Must be mounted behind {@link Access}, and behind what devices sign, which it never sees.
 */
public final class Contracted implements Routes {
    /** Probes of other paths send what they like. */
    private static final String OWN = "/v1/";

    private static final String OPERATION = "ghosthunter.operation";

    private final ApiContract contract;
    private final ProblemResponder problems;

    public Contracted(ApiContract contract, ProblemResponder problems) {
        this.contract = contract;
        this.problems = problems;
    }

    @Override
    public void mount(Router router) {
        router.route().handler(this::check);
    }

    private void check(RoutingContext ctx) {
        HttpMethod asked = ctx.request().method();
        String method = asked.equals(HttpMethod.HEAD) ? HttpMethod.GET.name() : asked.name();
        ApiOperation operation = contract.find(method, ctx.normalizedPath()).orElse(null);
        if (operation == null) {
            ctx.next();
            return;
        }
        List<Violation> violations = new ArrayList<>(operation.parameterViolations(
                List.of(), ctx.queryParams(), ctx.request().headers()));
        if (ctx.normalizedPath().startsWith(OWN)) {
            violations.addAll(operation.strangers(ctx.queryParams()));
        }
        if (violations.isEmpty()) {
            ctx.put(OPERATION, operation);
            ctx.next();
        } else {
            problems.answer(ctx, ContractException.of(violations));
        }
    }

    /**
     * Looks at a body that was read.
     *
     * @param body a JSON object, parsed before
     * @throws ContractException if it breaks the contract
     */
    static void require(RoutingContext ctx, byte[] body) {
        ApiOperation operation = ctx.get(OPERATION);
        if (operation != null) {
            List<Violation> violations = operation.bodyViolations(told(new JsonObject(Buffer.buffer(body))));
            if (!violations.isEmpty()) {
                throw ContractException.of(violations);
            }
        }
    }

    /** Null is the same as absent. */
    private static JsonObject told(JsonObject body) {
        JsonObject told = new JsonObject();
        body.forEach(member -> {
            if (member.getValue() instanceof JsonObject object) {
                told.put(member.getKey(), told(object));
            } else if (member.getValue() != null) {
                told.put(member.getKey(), member.getValue());
            }
        });
        return told;
    }
}
