package ghosthunter.edge.local;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets programs of this machine in and no web page that a browser on it shows. Loopback does not tell them apart, but a browser
 * names the page ({@code Origin}), or the name under which the page reached this address ({@code Host}, DNS rebinding), and
 * sends JSON only after it was allowed to, which it is not. Answers before the body is looked at.
 */
final class CallerCheck {
    private static final Pattern THIS_MACHINE =
            Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);
    private static final String JSON = "application/json";

    private CallerCheck() {}

    /** Passes the request on, or fails it. */
    static void check(RoutingContext request) {
        Problem problem = problem(request.request());
        if (problem == null) {
            request.next();
        } else {
            request.fail(problem.exception());
        }
    }

    private static @Nullable Problem problem(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.ORIGIN)) {
            return Problem.of(ProblemType.CALLER_REFUSED, "the device talks to no web page: a request with Origin");
        }
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.size() != 1 || !THIS_MACHINE.matcher(hosts.get(0)).matches()) {
            return Problem.of(ProblemType.CALLER_REFUSED, "Host must be 127.0.0.1, localhost or [::1]");
        }
        return hasBody(request) && !isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))
                ? Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "a body must have Content-Type: " + JSON)
                : null;
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING) : !length.equals("0");
    }

    private static boolean isJson(@Nullable String mediaType) {
        return mediaType != null
                && mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(JSON);
    }
}
