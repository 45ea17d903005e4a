package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Printable;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.operator.Scope;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The parameters that reading requests share. Every getter throws {@code invalid-request} that names the parameter. */
final class Query {
    private final RoutingContext ctx;
    private final HttpServerRequest request;
    private final Scope scope;

    Query(RoutingContext ctx) {
        this.ctx = ctx;
        this.request = ctx.request();
        this.scope = Access.scope(ctx);
    }

    /**
     * A character that no database holds and no log shows stands in no name, however it is escaped.
     *
     * @throws IllegalArgumentException if the path or a parameter has one, or an escape that is none
     */
    static void requirePrintable(HttpServerRequest request) {
        // A plus becomes a space here, which changes nothing about what is printable.
        requirePrintable(URLDecoder.decode(request.path(), StandardCharsets.UTF_8));
        request.params().forEach((name, value) -> {
            requirePrintable(name);
            requirePrintable(value);
        });
    }

    private static void requirePrintable(String text) {
        if (!text.codePoints().allMatch(Printable::isPrintable)) {
            throw new IllegalArgumentException("it has a control character");
        }
    }

    /** {@code tenant}, or else the actor's, or else the one that an installation has by itself. */
    TenantId tenant() {
        return scope.tenantFor(name("tenant", TenantId::new));
    }

    /** What the actor may do in {@code tenant}, or else all that it may do. */
    Scope scope() {
        return scope.in(name("tenant", TenantId::new));
    }

    /** {@code after}: the last code of the page before, or null. */
    @Nullable
    DeviceId after() {
        return name("after", DeviceId::new);
    }

    /** {@code limit}: how many a page has. */
    int limit() {
        String text = request.getParam("limit");
        if (text == null) {
            return LockersApi.PAGE_DEFAULT;
        }
        if (text.matches("[0-9]{1,6}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= Directory.PAGE_MAX) {
                return limit;
            }
        }
        throw invalid("limit must be a whole number from 1 to " + Directory.PAGE_MAX);
    }

    /** {@code before}: only what has a smaller number. */
    long before() {
        String text = request.getParam("before");
        if (text == null) {
            return Long.MAX_VALUE;
        }
        if (text.matches("[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        throw invalid("before must be a whole number");
    }

    /** {@code true} or {@code false}. */
    static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("true or false");
        }
        return Boolean.parseBoolean(text);
    }

    /** A whole number. */
    static long natural(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("must be a whole number");
        }
        return Long.parseLong(text);
    }

    /** A parameter that may be absent. */
    <T> @Nullable T name(String name, Function<String, T> read) {
        String text = request.getParam(name);
        return text == null ? null : value(name, text, read);
    }

    /** A part of the path. */
    <T> T path(String name, Function<String, T> read) {
        return value(name, ctx.pathParam(name), read);
    }

    /** The device that a part of the path names, of the tenant. */
    DeviceRef device(String name) {
        return new DeviceRef(tenant(), path(name, DeviceId::new));
    }

    /** A text that {@code read} turns into a value; its {@link IllegalArgumentException} becomes the problem. */
    static <T> T value(String name, String text, Function<String, T> read) {
        try {
            return read.apply(text);
        } catch (IllegalArgumentException e) {
            throw invalid(name + ": " + e.getMessage());
        }
    }

    private static ProblemException invalid(String detail) {
        return Problem.of(ProblemType.INVALID_REQUEST, detail).exception();
    }
}
