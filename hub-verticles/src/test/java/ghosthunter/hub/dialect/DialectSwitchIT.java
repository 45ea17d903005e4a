package ghosthunter.hub.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.http.HttpLimits;
import ghosthunter.hub.openapi.ApiContract;
import ghosthunter.hub.openapi.ApiContracts;
import ghosthunter.hub.openapi.ContractException;
import ghosthunter.hub.openapi.Violation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialectSwitchIT {
    private static final String DOCUMENT = """
            openapi: 3.1.0
            paths:
              /sync:
                post:
                  requestBody:
                    content: {application/json: {schema: {type: object, properties: {count: {type: integer}}}}}
              /items/{item_id}:
                get:
                  parameters: [{name: item_id, in: path, required: true, schema: {type: integer}}]
              /broken:
                post: {}
            """;

    /** Says its name and what it was handed; its failures have its name, the type of the problem, and the violations. */
    private record Small(String name, Predicate<DialectRequest> claims) implements Dialect {
        @Override
        public List<Call> calls() {
            return List.of(
                    new Call(HttpMethod.POST, "/sync", claims, this::echo),
                    new Call(HttpMethod.GET, "/items/:id", claims, this::echo),
                    new Call(HttpMethod.POST, "/broken", claims, request -> {
                        throw new IllegalStateException("a secret of the hub");
                    }));
        }

        private Future<Void> echo(DialectRequest request) {
            JsonObject body = new JsonObject()
                    .put("dialect", name)
                    .put("bytes", request.body().length())
                    .put("object", request.object().isPresent());
            return request.ctx().response().end(body.toBuffer());
        }

        @Override
        public void fail(RoutingContext ctx, Throwable failure) {
            int status = failure instanceof ProblemException known
                    ? known.problem().type().status()
                    : 500;
            JsonObject body = new JsonObject().put("failed", name);
            if (failure instanceof ProblemException known) {
                var unused = body.put("type", known.problem().type().slug());
            }
            if (failure instanceof ContractException wrong) {
                var unused = body.put(
                        "wrong",
                        new JsonArray(wrong.violations().stream()
                                .map(Violation::toString)
                                .toList()));
            }
            ctx.response().setStatusCode(status).end(body.toBuffer()).onFailure(gone -> {});
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private int port;

    private static ApiContracts contracts() {
        return ApiContracts.of(List.of(ApiContract.of("first", DOCUMENT), ApiContract.of("second", DOCUMENT)));
    }

    private static DialectSwitch dialects(ApiContracts contracts) {
        return new DialectSwitch(
                List.of(
                        new Small("first", request -> request.header("X-First").isPresent()),
                        new Small("second", request -> request.has("second"))),
                contracts,
                new Gate(Gate.Limits.DEFAULT, System::nanoTime),
                HttpLimits.DEFAULT);
    }

    @BeforeEach
    void listen() throws Exception {
        Router router = Router.router(vertx);
        dialects(contracts()).mount(router);
        HttpServer server =
                finished(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        port = server.actualPort();
    }

    @AfterEach
    void close() throws Exception {
        finished(vertx.close());
    }

    private static <T> T finished(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(15));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, byte[] body, Function<HttpRequest.Builder, HttpRequest.Builder> with)
            throws Exception {
        return send(with.apply(request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body))));
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return post(path, body.getBytes(StandardCharsets.UTF_8), request -> request);
    }

    private static JsonObject json(HttpResponse<String> answer) {
        return new JsonObject(answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sync", "/sync/"})
    void theClaimDecidesAndNotTheSlash(String path) throws Exception {
        // When
        HttpResponse<String> byHeader =
                post(path, "{}".getBytes(StandardCharsets.UTF_8), r -> r.header("X-First", "1"));
        HttpResponse<String> byBody = post(path, "{\"second\":1}");
        HttpResponse<String> byNothing = post(path, "{}");

        // Then
        assertThat(json(byHeader).getString("dialect")).isEqualTo("first");
        assertThat(json(byBody).getString("dialect")).isEqualTo("second");
        assertThat(json(byNothing).getString("dialect")).isEqualTo("first");
    }

    @Test
    void anotherMethodIsToldWhichThereAre() throws Exception {
        // When
        HttpResponse<String> answer = send(request("/sync/").DELETE());

        // Then
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("POST");
    }

    @Test
    void aGzippedBodyIsReadAndADamagedOneOrAnotherCodingIsRefused() throws Exception {
        // Given
        byte[] zipped = gzip("{\"second\":1}".getBytes(StandardCharsets.UTF_8));
        byte[] damaged = zipped.clone();
        damaged[0] = 0;

        // When
        HttpResponse<String> whole = post("/sync", zipped, r -> r.header("Content-Encoding", "gzip"));
        HttpResponse<String> broken = post("/sync", damaged, r -> r.header("Content-Encoding", "gzip"));
        HttpResponse<String> other = post("/sync", zipped, r -> r.header("Content-Encoding", "br"));

        // Then
        assertThat(json(whole).getString("dialect")).isEqualTo("second");
        assertThat(json(whole).getInteger("bytes")).isEqualTo(12);
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(json(broken).getString("type")).isEqualTo("malformed-body");
        assertThat(other.statusCode()).isEqualTo(415);
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedAsItTravelsAndDecoded() throws Exception {
        // Given
        byte[] large = new byte[HttpLimits.DEFAULT.exchange().bodyBytesMax() + 1];

        // When
        HttpResponse<String> plain = post("/sync", large, r -> r);
        HttpResponse<String> zipped = post("/sync", gzip(large), r -> r.header("Content-Encoding", "gzip"));

        // Then
        assertThat(plain.statusCode()).isEqualTo(413);
        assertThat(zipped.statusCode()).isEqualTo(413);
        assertThat(json(zipped))
                .isEqualTo(new JsonObject().put("failed", "first").put("type", "too-large"));
    }

    @Test
    void aBodyThatIsNoJsonIsRefusedByTheFirstThatHasThePath() throws Exception {
        // When
        HttpResponse<String> answer = post("/sync", "{\"second\":");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer))
                .isEqualTo(new JsonObject()
                        .put("failed", "first")
                        .put("type", "malformed-body")
                        .put("wrong", new JsonArray().add("body: is not JSON")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100_000})
    void aBodyThatBreaksTheDocumentIsAnsweredInTheShapeOfItsDialect(int padding) throws Exception {
        // When
        HttpResponse<String> answer =
                post("/sync", "{\"second\":1,\"count\":\"many\",\"note\":\"" + "x".repeat(padding) + "\"}");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer))
                .isEqualTo(new JsonObject()
                        .put("failed", "second")
                        .put("type", "invalid-request")
                        .put("wrong", new JsonArray().add("body count: must be of type integer")));
    }

    @Test
    void aParameterOfThePathIsHeldAgainstItsSchemaWhateverItIsCalled() throws Exception {
        // When
        HttpResponse<String> number = send(request("/items/7"));
        HttpResponse<String> word = send(request("/items/seven"));

        // Then
        assertThat(number.statusCode()).isEqualTo(200);
        assertThat(json(word).getJsonArray("wrong")).containsExactly("path item_id: must be of type integer");
    }

    @Test
    void aDefectIsAnsweredWithoutItsText() throws Exception {
        // When
        HttpResponse<String> answer = post("/broken", "{}");

        // Then
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(json(answer)).isEqualTo(new JsonObject().put("failed", "first"));
    }

    @Test
    void aDialectWithoutADocumentIsNotServed() {
        // Given
        ApiContracts ofOne = ApiContracts.of(List.of(ApiContract.of("first", DOCUMENT)));
        Router router = Router.router(vertx);

        // Then
        assertThatThrownBy(() -> dialects(ofOne).mount(router)).hasMessageContaining("openapi/second.yaml");
    }

    private static byte[] gzip(byte[] plain) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        }
        return out.toByteArray();
    }
}
