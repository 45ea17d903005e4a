package ghosthunter.hub.dialect;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One path of a dialect with one method.
 *
 * @param path as the router takes it, such as {@code /sync/conflicts/:id/resolve}; a slash at its end may stand or not
 * @param claims whether a request is meant for this dialect, where others have the same path; by headers and body
 * @param answer answers; a failed future, or what it throws, goes to {@link Dialect#fail}
 */
public record Call(
        HttpMethod method,
        String path,
        Predicate<DialectRequest> claims,
        Function<DialectRequest, Future<Void>> answer) {
    /** A path that nobody else has. */
    public Call(HttpMethod method, String path, Function<DialectRequest, Future<Void>> answer) {
        this(method, path, request -> true, answer);
    }
}
