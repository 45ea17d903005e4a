package ghosthunter.edge.local;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.edge.EdgeNode;
import ghosthunter.edge.SystemEdgeWorld;
import ghosthunter.edge.config.EdgeConfig;
import ghosthunter.edge.enroll.HubAddress;
import ghosthunter.edge.sync.SyncPace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the door controller gets, over a real socket from a whole device. */
class LocalApiIT {
    @TempDir
    private Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Vertx vertx = Vertx.vertx();
    private EdgeNode node;

    @BeforeEach
    void start() {
        EdgeConfig config = new EdgeConfig(
                new DeviceId("LOCKER-001"),
                directory.resolve("locker.db"),
                new HubAddress(URI.create("http://127.0.0.1:1")),
                SyncPace.DEFAULT,
                ExchangeLimits.DEFAULT,
                0,
                EntityCatalog.BUILT_IN,
                null);
        node = get(EdgeNode.start(vertx, config, SystemEdgeWorld.here()));
    }

    @AfterEach
    void stop() {
        Object stopped = get(node.stop());
        Object closed = get(vertx.close());
        assertThat(stopped).isEqualTo(closed);
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.localApiPort() + path));
    }

    private HttpRequest post(String path, @Nullable String key, String body) {
        HttpRequest.Builder request =
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        return (key == null ? request : request.header("Idempotency-Key", key)).build();
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return http.send(request, BodyHandlers.ofString());
    }

    private JsonObject getJson(String path) throws Exception {
        HttpResponse<String> answer = send(request(path).build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private void assertProblem(HttpResponse<String> answer, int status, String slug) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(new JsonObject(answer.body()).getString("type")).isEqualTo("urn:ghosthunter:problem:" + slug);
    }

    @Test
    void aDropOffIsAnsweredWithWhatSqliteHas() throws Exception {
        // When
        HttpResponse<String> answer =
                send(post("/dropoffs", "door-1", "{\"tracking_id\":\"PKG-1001\",\"compartment\":\"A-07\"}"));

        // Then
        assertThat(answer.statusCode()).isEqualTo(201);
        JsonObject row = new JsonObject(answer.body());
        assertThat(row.getInteger("id")).isEqualTo(1);
        assertThat(row.getString("tracking_id")).isEqualTo("PKG-1001");
        assertThat(row.getString("locker_id")).isEqualTo("LOCKER-001");
        assertThat(row.getString("compartment")).isEqualTo("A-07");
        assertThat(row.getString("drop_off_timestamp")).matches("20.*Z");
        JsonObject listed =
                getJson("/packages?status=pending").getJsonArray("packages").getJsonObject(0);
        assertThat(listed.getString("status")).isEqualTo("pending");
        assertThat(listed.getInteger("sync_attempt_count")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dropoffs", "/pickups"})
    void withoutAnIdempotencyKeyNothingIsRecorded(String path) throws Exception {
        // When
        HttpResponse<String> answer = send(post(path, null, "{\"tracking_id\":\"PKG-1\"}"));
        HttpResponse<String> tooLong = send(post(path, "k".repeat(129), "{\"tracking_id\":\"PKG-1\"}"));

        // Then
        assertProblem(answer, 400, "invalid-request");
        assertProblem(tooLong, 400, "invalid-request");
        assertThat(new JsonObject(answer.body()).getString("detail"))
                .startsWith("the header Idempotency-Key is required");
        assertThat(getJson("/packages").getJsonArray("packages")).isEmpty();
    }

    @Test
    void aRepeatGetsTheSameAnswerByteForByte() throws Exception {
        // Given
        HttpRequest dropOff = post("/dropoffs", "door-1", "{\"tracking_id\":\"PKG-1\"}");
        HttpRequest pickUp = post("/pickups", "door-2", "{\"tracking_id\":\"PKG-1\"}");
        HttpResponse<String> first = send(dropOff);
        HttpResponse<String> taken = send(pickUp);

        // When
        HttpResponse<String> again = send(dropOff);
        HttpResponse<String> takenAgain = send(pickUp);

        // Then
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(takenAgain.statusCode()).isEqualTo(201);
        assertThat(takenAgain.body()).isEqualTo(taken.body());
        assertThat(new JsonObject(taken.body()).getString("picked_up_at")).matches("20.*Z");
        assertThat(getJson("/status").getJsonObject("changes").getInteger("recorded"))
                .isEqualTo(3);
    }

    @Test
    void repeatsAtTheSameTimeRecordOnePackage() throws Exception {
        // Given
        HttpRequest dropOff = post("/dropoffs", "door-1", "{\"tracking_id\":\"PKG-1\"}");

        // When
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 20)
                .mapToObj(i -> http.sendAsync(dropOff, BodyHandlers.ofString()))
                .toList();

        // Then
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get(30, TimeUnit.SECONDS).body())
                    .isEqualTo(answers.get(0).get(30, TimeUnit.SECONDS).body());
        }
        assertThat(getJson("/packages").getJsonArray("packages")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/dropoffs | {\"tracking_id\":\"PKG-2\"}",
                "/dropoffs | {\"tracking_id\":\"PKG-1\",\"compartment\":\"B\"}",
                "/pickups  | {\"tracking_id\":\"PKG-1\"}"
            })
    void anotherRequestUnderTheSameKeyIsRefused(String path, String body) throws Exception {
        // Given
        HttpResponse<String> first = send(post("/dropoffs", "door-1", "{\"tracking_id\":\"PKG-1\"}"));
        assertThat(first.statusCode()).isEqualTo(201);

        // When
        HttpResponse<String> other = send(post(path.strip(), "door-1", body));

        // Then
        assertProblem(other, 409, "conflict");
        assertThat(getJson("/status").getJsonObject("changes").getInteger("recorded"))
                .isEqualTo(2);
    }

    @Test
    void theSameTrackingIdUnderAnotherKeyIsAConflict() throws Exception {
        // Given
        HttpResponse<String> first = send(post("/dropoffs", "door-1", "{\"tracking_id\":\"PKG-1\"}"));
        assertThat(first.statusCode()).isEqualTo(201);

        // When, Then
        assertProblem(send(post("/dropoffs", "door-2", "{\"tracking_id\":\"PKG-1\"}")), 409, "conflict");
        assertProblem(send(post("/pickups", "door-3", "{\"tracking_id\":\"PKG-9\"}")), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "{}", "{\"tracking_id\":7}", "{\"tracking_id\":\"  \"}", "{\"tracking_id\":null}"
            })
    void aBodyThatIsNoneIsNamed(String body) throws Exception {
        assertProblem(send(post("/dropoffs", "door-1", body)), 400, "malformed-body");
        assertThat(getJson("/packages").getJsonArray("packages")).isEmpty();
    }

    @Test
    void whatIsTooLargeOrNotThereOrNotAllowedIsAProblemToo() throws Exception {
        assertProblem(
                send(post("/dropoffs", "door-1", "{\"tracking_id\":\"" + "P".repeat(9_000) + "\"}")), 413, "too-large");
        assertProblem(
                send(post("/dropoffs", "door-1", "{\"tracking_id\":\"" + "P".repeat(201) + "\"}")),
                400,
                "invalid-request");
        assertProblem(send(request("/nothing").build()), 404, "not-found");
        assertProblem(send(request("/dropoffs").build()), 405, "method-not-allowed");
        assertProblem(send(request("/packages?limit=0").build()), 400, "invalid-request");
        assertProblem(send(request("/packages?status=lost").build()), 400, "invalid-request");
        assertProblem(send(request("/packages/PKG-9/custody").build()), 404, "not-found");
    }

    @Test
    void aTrackingIdMayHaveAnyPrintableCharacter() throws Exception {
        // Given
        String body = new JsonObject().put("tracking_id", "PÄCK/1 #?%✓").encode();
        assertThat(send(post("/dropoffs", "door-1", body)).statusCode()).isEqualTo(201);

        // When
        JsonObject custody = getJson("/packages/P%C3%84CK%2F1%20%23%3F%25%E2%9C%93/custody");

        // Then
        assertThat(custody.getJsonObject("package").getString("tracking_id")).isEqualTo("PÄCK/1 #?%✓");
    }

    @Test
    void onlyPackagesThatArePendingAreListedWhenAsked() throws Exception {
        // Given
        for (int i = 1; i <= 3; i++) {
            assertThat(send(post("/dropoffs", "door-" + i, "{\"tracking_id\":\"PKG-" + i + "\"}"))
                            .statusCode())
                    .isEqualTo(201);
        }

        // When, Then
        assertThat(getJson("/packages?limit=2").getJsonArray("packages")).hasSize(2);
        assertThat(getJson("/packages?status=pending").getJsonArray("packages")).hasSize(3);
    }

    @Test
    void healthIsToldByWhoCanOpenATransaction() throws Exception {
        assertThat(getJson("/healthz").getMap()).containsEntry("status", "ok").containsEntry("device", "LOCKER-001");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Host: 127.0.0.1    | Content-Type: application/json | Origin: https://evil.example | 403",
                "Host: 127.0.0.1    | Content-Type: application/json | Origin: null                 | 403",
                "Host: evil.example | Content-Type: application/json | Accept: */*                  | 403",
                "Host: 127.0.0.1.evil.example | Content-Type: application/json | Accept: */*        | 403",
                "Host: localhost    | Content-Type: application/json | Host: evil.example           | 403",
                "Accept: */*        | Content-Type: application/json | Accept: */*                  | 400",
                "Host: 127.0.0.1    | Content-Type: text/plain       | Accept: */*                  | 415",
                "Host: 127.0.0.1    | Content-Type: application/x-www-form-urlencoded | Accept: */* | 415",
                "Host: 127.0.0.1    | Content-Type: application/jsonp | Accept: */*                 | 415",
                "Host: 127.0.0.1    | Accept: */*                    | Accept: */*                  | 415"
            })
    void whatAWebPageCanSendIsRefusedBeforeItsBodyComes(String host, String type, String more, int status)
            throws Exception {
        for (String path : List.of("/dropoffs", "/pickups", "/imports", "/sync")) {
            // When
            String answer = head("POST " + path, host, type, more, "Content-Length: 20", "Idempotency-Key: door-1");

            // Then
            assertThat(answer).startsWith("HTTP/1.1 " + status).contains("application/problem+json");
        }
        assertThat(getJson("/packages").getJsonArray("packages")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/packages", "/packages/PKG-1/custody", "/status", "/healthz", "/nothing"})
    void aWebPageReadsNothing(String path) throws Exception {
        assertThat(head("GET " + path, "Host: evil.example:8090")).startsWith("HTTP/1.1 403");
        assertThat(head("GET " + path, "Host: 127.0.0.1", "Origin: http://127.0.0.1"))
                .startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:8090", "localhost", "LOCALHOST:1", "[::1]", "[::1]:8090"})
    void aProgramMayNameThisMachineAsItLikes(String host) throws Exception {
        assertThat(head("GET /healthz", "Host: " + host)).startsWith("HTTP/1.1 200");
        assertThat(head("POST /sync", "Host: " + host, "Content-Length: 0")).startsWith("HTTP/1.1 200");
    }

    @Test
    void theMediaTypeMayNameItsCharacterSet() throws Exception {
        // Given
        HttpRequest request = request("/dropoffs")
                .header("Content-Type", "Application/JSON; charset=utf-8")
                .header("Idempotency-Key", "door-1")
                .POST(BodyPublishers.ofString("{\"tracking_id\":\"PKG-1\"}"))
                .build();

        // When, Then
        assertThat(send(request).statusCode()).isEqualTo(201);
    }

    /** Sends the head of a request and no body, and gives the head of the answer. */
    private String head(String request, String... headers) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.localApiPort())) {
            socket.setSoTimeout(10_000);
            String text = request + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\n") < 0) {
                int read = socket.getInputStream().read();
                assertThat(read).as("a whole head after: " + answer).isNotNegative();
                answer.append((char) read);
            }
            return answer.toString();
        }
    }

    @Test
    void aRequestOfAnotherProtocolIsRefusedAndTheDeviceGoesOn() throws Exception {
        // Given
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.localApiPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("EHLO locker\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            // When
            byte[] answer = socket.getInputStream().readNBytes(12);

            // Then
            assertThat(new String(answer, StandardCharsets.US_ASCII)).matches("HTTP/1\\.[01] 400");
        }
        assertThat(getJson("/healthz").getString("status")).isEqualTo("ok");
    }
}
