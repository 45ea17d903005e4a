package ghosthunter.hub.dialect;

import ghosthunter.hub.openapi.ApiContract;
import ghosthunter.hub.openapi.ApiOperation;
import ghosthunter.hub.openapi.ContractException;
import ghosthunter.hub.openapi.Violation;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the requests of one call against its document. Any event loop.
 *
 * @param contract what the document says of the call; null: nothing, which a test of the documents does not let through
 * @param pathNames the parameters of its path
 */
record DialectCheck(@Nullable ApiOperation contract, List<String> pathNames) {
    static DialectCheck of(Call call, ApiContract contract) {
        return new DialectCheck(
                contract.operation(call.method().name(), call.path()).orElse(null), ApiContract.namesIn(call.path()));
    }

    /** Fails with a {@link ContractException} that has all that is wrong. */
    Future<Void> hold(DialectRequest request) {
        if (contract == null) {
            return Future.succeededFuture();
        }
        RoutingContext ctx = request.ctx();
        List<String> path = pathNames.stream().map(ctx::pathParam).toList();
        List<Violation> ofParameters = contract.parameterViolations(
                path, ctx.queryParams(), ctx.request().headers());
        return ofBody(contract, request)
                .map(ofBody ->
                        Stream.concat(ofParameters.stream(), ofBody.stream()).toList())
                .compose(violations -> violations.isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(ContractException.of(violations)));
    }

    private static Future<List<Violation>> ofBody(ApiOperation contract, DialectRequest request) {
        if (!contract.takesJson(request.ctx().request().getHeader(HttpHeaders.CONTENT_TYPE))) {
            return Future.succeededFuture(List.of());
        }
        if (request.body().length() == 0) {
            return Future.succeededFuture(contract.mayBeEmpty() ? List.of() : ApiOperation.bodyMissing());
        }
        if (!request.isJson()) {
            return Future.failedFuture(ContractException.unreadable("is not JSON"));
        }
        return DialectBody.beside(request.ctx().vertx(), request.body(), () -> contract.bodyViolations(request.json()));
    }
}
