package ghosthunter.edge.door;

import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.locker.DoorResult;
import ghosthunter.codecs.locker.DoorResult.Door;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The door controller behind HTTP on this machine: {@code POST /open} with {@code {"compartment", "reference"}}.
 * {@code 200 {"door": "opened" | "closed" | "jammed", "detail"?}}; a {@code 4xx} says that the door did not move. Nothing is sent
 * twice, so there is no {@code Idempotency-Key}: the same reference again is another opening.
 */
public final class HttpDoors implements Doors {
    private static final String PATH = "/open";
    private static final int CONNECT_MS_MAX = 2_000;
    private static final int ANSWER_BYTES_MAX = 4 << 10;
    private static final int STATUS_OK = 200;

    private final DoorSettings settings;
    private final HttpClient client;

    /** Makes the way; a connection comes with each door. */
    public HttpDoors(Vertx vertx, DoorSettings settings) {
        this.settings = settings;
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions().setKeepAlive(false).setConnectTimeout(CONNECT_MS_MAX))
                .with(new PoolOptions().setHttp1MaxSize(1).setCleanerPeriod(0))
                .build();
    }

    @Override
    public Future<DoorResult> open(String compartment, String reference) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(settings.url() + PATH)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        JsonObject body = new JsonObject().put("compartment", compartment).put("reference", reference);
        return client.request(options)
                .map(request -> send(request, body))
                .otherwise(cause -> Future.succeededFuture(
                        new DoorResult(Door.UNREACHABLE, "door controller not reachable: " + Reason.of(cause))))
                .compose(result -> result);
    }

    /** From here on the door may move, whatever becomes of the answer. */
    private Future<DoorResult> send(HttpClientRequest request, JsonObject body) {
        return request.send(body.toBuffer())
                .compose(HttpDoors::read)
                .timeout(settings.waitMs(), TimeUnit.MILLISECONDS)
                .recover(cause -> {
                    var unused = request.reset();
                    return Future.succeededFuture(new DoorResult(Door.UNKNOWN, lost(cause)));
                });
    }

    private String lost(Throwable cause) {
        return cause instanceof TimeoutException
                ? "the door controller did not answer within " + settings.waitMs() / 1_000 + " s"
                : "the answer of the door controller is lost: " + Reason.of(cause);
    }

    private static Future<DoorResult> read(HttpClientResponse response) {
        int status = response.statusCode();
        return body(response).map(body -> status == STATUS_OK ? answer(body) : refusal(status));
    }

    private static DoorResult answer(Buffer body) {
        try {
            JsonFields fields = JsonFields.parse("answer", body.getBytes());
            String detail = fields.textOrNull("detail");
            return new DoorResult(Door.ofWire(fields.text("door")), detail == null ? "" : detail);
        } catch (ProblemException e) {
            return new DoorResult(
                    Door.UNKNOWN, "the door controller: " + e.problem().detail());
        }
    }

    private static DoorResult refusal(int status) {
        boolean didNotMove = status >= 400 && status < 500;
        return new DoorResult(didNotMove ? Door.CLOSED : Door.UNKNOWN, "the door controller answered " + status);
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.handler(chunk -> {
            if (body.length() + chunk.length() > ANSWER_BYTES_MAX) {
                whole.tryFail("it has more than " + ANSWER_BYTES_MAX + " bytes");
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.endHandler(end -> whole.tryComplete(body));
        return whole.future();
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }
}
