package ghosthunter.hub.dialect;

import ghosthunter.codecs.exchange.Packed;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.http.Handlers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request to a dialect that has arrived whole. Of one event loop. */
public final class DialectRequest {
    /** A longer answer is compressed. */
    private static final int PLAIN_BYTES_MAX = 1_024;

    private final RoutingContext ctx;
    private final Buffer body;
    private final @Nullable Object json;
    private final boolean readable;
    private @Nullable DialectCheck check;

    private DialectRequest(RoutingContext ctx, Buffer body, @Nullable Object json, boolean readable) {
        this.ctx = ctx;
        this.body = body;
        this.json = json;
        this.readable = readable;
    }

    /** Reads the body, once for all; it may be a form, and whoever wants JSON says that this is none. Takes long for a large one. */
    static DialectRequest of(RoutingContext ctx, Buffer body) {
        try {
            return body.length() == 0
                    ? new DialectRequest(ctx, body, null, false)
                    : new DialectRequest(ctx, body, Json.decodeValue(body), true);
        } catch (DecodeException e) {
            return new DialectRequest(ctx, body, null, false);
        }
    }

    void checkedBy(DialectCheck document) {
        check = document;
    }

    /**
     * Looks whether it is as the document of its dialect says. The switch has done so before, unless its dialect does
     * ({@link Dialect#checksItself}).
     *
     * @return fails with {@link ghosthunter.hub.openapi.ContractException}, which has all that is wrong
     */
    public Future<Void> check() {
        return check == null ? Future.succeededFuture() : check.hold(this);
    }

    /** Answers with JSON, compressed beside the event loop where it is long and the client takes that; done when it is handed over. */
    public Future<Void> answer(int status, JsonObject json) {
        HttpServerResponse response =
                ctx.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        Buffer plain = json.toBuffer();
        if (plain.length() <= PLAIN_BYTES_MAX) {
            Handlers.end(response, plain);
            return Future.succeededFuture();
        }
        String accepted = header("Accept-Encoding").orElse(null);
        var unused = response.headers().add(HttpHeaders.VARY, "Accept-Encoding");
        return ctx.vertx()
                .executeBlocking(() -> Packed.accepted(accepted, plain), false)
                .map(packed -> {
                    if (packed.gzip()) {
                        response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
                    }
                    Handlers.end(response, packed.body());
                    return null;
                });
    }

    /** Whether the body is JSON. */
    boolean isJson() {
        return readable;
    }

    /** The body as Vert.x reads JSON; null where it is null or none. */
    @Nullable
    Object json() {
        return json;
    }

    /** Path, query, headers and the response. Its body is read already. */
    public RoutingContext ctx() {
        return ctx;
    }

    /** The body, decoded; empty where there is none. */
    public Buffer body() {
        return body;
    }

    /** A header, or empty. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(ctx.request().getHeader(name));
    }

    /** A parameter of path or query, or empty. */
    public Optional<String> param(String name) {
        return Optional.ofNullable(ctx.request().getParam(name)).or(() -> Optional.ofNullable(ctx.pathParam(name)));
    }

    /** The token of {@code Authorization: Bearer}, or empty. */
    public Optional<String> bearer() {
        return header("Authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip());
    }

    /** Whether the body is a JSON object that has this member. */
    public boolean has(String member) {
        return json instanceof JsonObject object && object.containsKey(member);
    }

    /** The body as a JSON object, or empty if it is none. */
    public Optional<JsonObject> object() {
        return json instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    }

    /** What the JSON of the body has at this place, or null. */
    public @Nullable Object at(JsonPointer place) {
        return json == null ? null : place.queryJson(json);
    }

    /** The body as a JSON array, or empty if it is none. */
    public Optional<JsonArray> array() {
        return json instanceof JsonArray array ? Optional.of(array) : Optional.empty();
    }

    /**
     * The body as a JSON object.
     *
     * @throws ghosthunter.codecs.problem.ProblemException {@code malformed-body} if it is none
     */
    public JsonObject requireObject() {
        return object().orElseThrow(() -> Problem.of(ProblemType.MALFORMED_BODY, "the body must be a JSON object")
                .exception());
    }
}
