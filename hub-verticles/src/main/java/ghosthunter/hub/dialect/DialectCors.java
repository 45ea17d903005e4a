package ghosthunter.hub.dialect;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.http.Handlers;
import ghosthunter.hub.http.HttpVerticle.Bind;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of browsers may ask a dialect, and what browsers are told of it (CORS). A client that is no page sends no {@code
 * Origin} and is welcome. A page that may not is refused, not only kept from reading: its request would act all the same.
 *
 * <p>Vert.x-web has a handler for this, which goes by the path. Here dialects share paths, and the body says whose request it is.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch: CORS protocol</a>
 */
public final class DialectCors {
    /** As an origin: the pages of every site. */
    public static final String ANY = "*";

    private final Rule rule;
    private final String own;
    private final Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** @param publicUrl where the hub's own pages are, which always may */
    public DialectCors(Rule rule, URI publicUrl) {
        this.rule = rule;
        this.own = publicUrl.getScheme() + "://" + publicUrl.getAuthority();
        headers.addAll(rule.headers());
    }

    /**
     * What pages may.
     *
     * @param origins whose pages, such as {@code https://shop.example}, or {@link #ANY}
     * @param credentials whether a browser sends along its cookies and the like
     * @param methods what pages may call
     * @param headers what they may send beside the harmless
     * @param maxAgeS how long a browser need not ask again, seconds
     */
    public record Rule(
            Set<String> origins, boolean credentials, List<HttpMethod> methods, List<String> headers, long maxAgeS) {
        public Rule {
            origins = Set.copyOf(origins);
            methods = List.copyOf(methods);
            headers = List.copyOf(headers);
        }
    }

    /** {@code forbidden}: the page is one of a site that may not ask. */
    public static final class OriginException extends ProblemException {
        private static final long serialVersionUID = 1L;

        public OriginException() {
            super(Problem.of(ProblemType.FORBIDDEN, "Not allowed by CORS"), null);
        }
    }

    /** Whether this is what a browser asks before it lets a page call. */
    public static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ORIGIN)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** Whether a request may be answered. */
    public boolean permits(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null
                || rule.origins().contains(ANY)
                || rule.origins().contains(origin)
                || origin.equals(own)
                || isLoopback(origin, request.authority());
    }

    /** A page of this machine that asks where it came from. No name of another site can be made to mean that. */
    private static boolean isLoopback(String origin, @Nullable HostAndPort asked) {
        return asked != null
                && Bind.isLoopback(asked.host())
                && origin.replaceFirst("^https?://", "").equals(asked.toString());
    }

    /** Whether a page may send what a preflight names. */
    boolean permitsHeaders(HttpServerRequest preflight) {
        String named = preflight.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        return named == null
                || Stream.of(named.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .allMatch(headers::contains);
    }

    /** Tells the browser that the page may read the answer, if it may. */
    public void allow(RoutingContext ctx) {
        HttpServerResponse response = ctx.response();
        String origin = ctx.request().getHeader(HttpHeaders.ORIGIN);
        if (response.headWritten() || !permits(ctx.request())) {
            return;
        }
        boolean toAll = rule.origins().contains(ANY) && !rule.credentials();
        if (!toAll) {
            response.putHeader(HttpHeaders.VARY, "Origin");
        }
        if (origin != null) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, toAll ? ANY : origin);
            if (rule.credentials()) {
                response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
            }
        }
    }

    /** Answers a preflight of a page that may. */
    public void preflight(RoutingContext ctx) {
        allow(ctx);
        Handlers.discarded(ctx.response()
                .setStatusCode(204)
                .putHeader(
                        HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS,
                        String.join(
                                ", ",
                                rule.methods().stream().map(HttpMethod::name).toList()))
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, String.join(", ", rule.headers()))
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, Long.toString(rule.maxAgeS()))
                .end());
    }
}
