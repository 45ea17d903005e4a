package ghosthunter.edge.enroll;

import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request about keys to a hub, on a connection of its own. Every failure is a {@link ProblemException} for a person. */
final class HubCall {
    private static final Logger LOG = LoggerFactory.getLogger(HubCall.class);
    private static final long ANSWER_S_MAX = 30;
    private static final int STATUS_OK = 200;

    private final Vertx vertx;
    private final HubAddress hub;

    HubCall(Vertx vertx, HubAddress hub) {
        this.vertx = vertx;
        this.hub = hub;
    }

    /** The body of the answer to a {@code POST}. */
    Future<Buffer> post(String path, String mediaType, Buffer body) {
        return call(
                HttpMethod.POST,
                path,
                request -> request.putHeader(HttpHeaders.CONTENT_TYPE, mediaType)
                        .send(body)
                        .compose(HubCall::taken));
    }

    /** The body of the answer to a {@code GET}. */
    Future<Buffer> get(String path) {
        return call(HttpMethod.GET, path, request -> request.send().compose(HubCall::taken));
    }

    private interface Exchange {
        Future<Buffer> with(HttpClientRequest request);
    }

    private Future<Buffer> call(HttpMethod method, String path, Exchange exchange) {
        HttpClient client = vertx.httpClientBuilder()
                .with(hub.clientOptions())
                .withConnectHandler(HubCall::connected)
                .build();
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(hub.endpoint(path))
                .setFollowRedirects(false);
        return client.request(options)
                .compose(exchange::with)
                .timeout(ANSWER_S_MAX, TimeUnit.SECONDS)
                .recover(failure -> Future.failedFuture(failure instanceof ProblemException ? failure : lost(failure)))
                .eventually(client::close);
    }

    /** The request under way is told why its connection broke; without a handler Vert.x would log it, too. */
    private static void connected(HttpConnection opened) {
        opened.exceptionHandler(broken ->
                LOG.atDebug().addKeyValue("reason", HubReason.of(broken)).log("connection broke"));
    }

    private static Future<Buffer> taken(io.vertx.core.http.HttpClientResponse response) {
        return response.body()
                .compose(answer -> response.statusCode() == STATUS_OK
                        ? Future.succeededFuture(answer)
                        : Future.failedFuture(refused(response.statusCode(), answer)));
    }

    private static ProblemException refused(int status, Buffer answer) {
        try {
            JsonFields problem = JsonFields.parse("problem", answer.getBytes());
            return Problem.of(type(problem.text("type")), "the hub refused (" + status + "): " + problem.text("detail"))
                    .exception();
        } catch (ProblemException e) {
            return Problem.of(ProblemType.TOKEN_REFUSED, "what answered with status " + status + " is no hub")
                    .exception();
        }
    }

    private static ProblemType type(String uri) {
        return EnumSet.allOf(ProblemType.class).stream()
                .filter(type -> type.uri().equals(uri))
                .findFirst()
                .orElse(ProblemType.TOKEN_REFUSED);
    }

    private ProblemException lost(Throwable failure) {
        return Problem.of(
                        ProblemType.UNAVAILABLE,
                        "no answer from the hub at " + hub.url() + ": " + HubReason.of(failure))
                .exception(failure);
    }
}
