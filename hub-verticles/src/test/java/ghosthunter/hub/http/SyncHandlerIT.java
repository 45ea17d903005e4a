package ghosthunter.hub.http;

import static ghosthunter.hub.http.TestHub.DEVICE;
import static ghosthunter.hub.http.TestHub.HUB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.exchange.Exchange;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.ledger.Outcome;
import ghosthunter.hub.ledger.Submission;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SyncHandlerIT {
    private TestHub hub;

    @BeforeEach
    void startHub() throws Exception {
        hub = new TestHub(new Gate.Limits(2, 3, 1 << 20), 5);
    }

    @AfterEach
    void stopHub() throws Exception {
        hub.close();
    }

    @Test
    void anExchangeIsAnsweredWithASignedReceiptOfThatStatement() throws Exception {
        // Given
        Exchanges.Signed exchange = dropOffs("PKG-1", "PKG-2");

        // When
        HttpResponse<String> answer = sync(exchange.body());

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains(ExchangeWriter.MEDIA_TYPE);
        Jws jws = Jws.parse(answer.body().strip(), Receipt.TYP);
        assertThat(jws.verifies(hub.hubKey.verifyKey())).isTrue();
        Receipt receipt = Receipt.ofJson(jws.payload());
        assertThat(receipt.statement()).isEqualTo(Exchange.statementHash(exchange.statement()));
        assertThat(receipt.lanes()).hasSize(1);
        assertThat(receipt.lanes().get(0).durable()).isEqualTo(exchange.run().head());
        assertThat(receipt.t2Ms()).isGreaterThanOrEqualTo(receipt.receivedAt().toEpochMilli());
    }

    @Test
    void theSameExchangeTwiceAtOnceGoesThroughOneAfterTheOther() throws Exception {
        // Given
        Buffer body = dropOffs("PKG-1").body();
        ExecutorService clients = Executors.newFixedThreadPool(2);

        // When
        List<CompletableFuture<HttpResponse<String>>> answers = List.of(
                CompletableFuture.supplyAsync(() -> syncUnchecked(body), clients),
                CompletableFuture.supplyAsync(() -> syncUnchecked(body), clients));

        // Then
        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.get(10, TimeUnit.SECONDS).statusCode())
                                .isEqualTo(200));
        assertThat(hub.ledger.submissions()).hasSize(2);
        assertThat(hub.ledger.atOnceMax()).isEqualTo(1);
        clients.shutdown();
    }

    @Test
    void aGzippedExchangeIsTheSameExchange() throws Exception {
        // Given
        Exchanges.Signed exchange = dropOffs("PKG-1");

        // When
        HttpResponse<String> answer = syncGzip(gzip(exchange.body().getBytes()));

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(recordedHeads()).containsExactly(exchange.run().head());
    }

    @Test
    void aGzipBombIsTooLargeOnceItsDecodedBytesPassTheLimit() throws Exception {
        // Given
        byte[] statement = (dropOffs("PKG-1").statement().text() + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] bomb = new byte[64 << 20];
        System.arraycopy(statement, 0, bomb, 0, statement.length);

        // When
        HttpResponse<String> answer = syncGzip(gzip(bomb));

        // Then
        problem(answer, ProblemType.TOO_LARGE);
        assertThat(hub.ledger.submissions()).isEmpty();
    }

    @Test
    void brokenGzipIsMalformed() throws Exception {
        // Given
        byte[] gzip = gzip(dropOffs("PKG-1").body().getBytes());
        gzip[gzip.length - 5] ^= 1;

        // When
        HttpResponse<String> answer = syncGzip(gzip);

        // Then
        problem(answer, ProblemType.MALFORMED_BODY);
    }

    @Test
    void aBodyThatAnnouncesTooMuchIsRefusedAndTheAnswerArrives() throws Exception {
        // Given
        byte[] body = new byte[4 << 20];

        // When
        HttpResponse<String> answer = sync(Buffer.buffer(body));

        // Then
        problem(answer, ProblemType.TOO_LARGE);
        assertThat(answer.headers().firstValue("connection")).contains("close");
    }

    @Test
    void aBodyThatGrowsTooLargeIsRefused() throws Exception {
        // Given
        Exchanges.Signed exchange = dropOffs("PKG-1");
        byte[] body = Buffer.buffer(exchange.statement().text() + "\n")
                .appendBytes(new byte[200 << 10])
                .getBytes();

        // When
        HttpResponse<String> answer = hub.send(hub.request("/v1/sync")
                .header("Content-Type", ExchangeWriter.MEDIA_TYPE)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));

        // Then
        problem(answer, ProblemType.TOO_LARGE);
        await().untilAsserted(() -> assertThat(hub.gate.inFlight()).isZero());
        assertThat(hub.gate.bytesInFlight()).isZero();
    }

    @Test
    void aMalformedStatementIsToldWithLineAndColumn() throws Exception {
        // Given
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"EdDSA\",,}".getBytes(StandardCharsets.UTF_8));

        // When
        HttpResponse<String> answer = sync(Buffer.buffer(header + ".e30.AA\n"));

        // Then
        JsonObject body = problem(answer, ProblemType.MALFORMED_BODY);
        assertThat(body.getLong("line")).isEqualTo(1);
        assertThat(body.getLong("column")).isPositive();
    }

    @Test
    void aBodyCutShortIsIncompleteAndNothingIsRecorded() throws Exception {
        // Given
        Buffer body = dropOffs("PKG-1", "PKG-2").body();

        // When
        HttpResponse<String> answer = sync(body.getBuffer(0, body.length() - 10));

        // Then
        problem(answer, ProblemType.INCOMPLETE_BODY);
        assertThat(hub.ledger.submissions()).isEmpty();
    }

    @Test
    void aConnectionCutInTheMiddleLeavesNothingBehind() throws Exception {
        // Given
        Buffer body = dropOffs("PKG-1", "PKG-2").body();

        // When
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port)) {
            socket.getOutputStream().write(head(body.length()));
            socket.getOutputStream().write(body.getBytes(0, body.length() - 10));
            socket.getOutputStream().flush();
            await().until(() -> hub.gate.inFlight() == 1);
        }

        // Then
        await().untilAsserted(() -> assertThat(hub.gate.inFlight()).isZero());
        assertThat(hub.gate.bytesInFlight()).isZero();
        assertThat(hub.ledger.submissions()).isEmpty();
    }

    @Test
    void aBodyThatDoesNotComeIsTimedOut() throws Exception {
        // Given
        Buffer body = dropOffs("PKG-1").body();

        // When
        String answer;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port)) {
            socket.getOutputStream().write(head(body.length()));
            socket.getOutputStream().write(body.getBytes(0, 20));
            socket.getOutputStream().flush();
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }

        // Then
        assertThat(answer).startsWith("HTTP/1.1 408").contains("request-timeout");
    }

    @Test
    void aDeviceThatIsNotEnrolledIsUnknown() throws Exception {
        // Given
        SigningKey other = SigningKey.generate(new SecureRandom());
        Exchanges.Signed exchange = Exchanges.dropOffs(HUB, DEVICE, other, "PKG-1");

        // When
        HttpResponse<String> answer = sync(exchange.body());

        // Then
        problem(answer, ProblemType.UNKNOWN_DEVICE);
        assertThat(hub.ledger.submissions()).isEmpty();
    }

    @Test
    void aStatementThatWasChangedAfterSigningIsRefused() throws Exception {
        // Given
        Exchanges.Signed honest = dropOffs("PKG-1");
        String[] parts = honest.statement().text().split("\\.", -1);
        String forged = parts[0] + "." + parts[1] + "."
                + dropOffs("PKG-2").statement().text().split("\\.", -1)[2];
        String lines =
                honest.body().toString().substring(honest.statement().text().length());

        // When
        HttpResponse<String> answer = sync(Buffer.buffer(forged + lines));

        // Then
        problem(answer, ProblemType.SIGNATURE_INVALID);
        assertThat(hub.ledger.submissions()).isEmpty();
    }

    @Test
    void aStatementForAnotherHubIsRefused() throws Exception {
        // Given
        Exchanges.Signed exchange = Exchanges.dropOffs("hub-other", DEVICE, hub.deviceKey, "PKG-1");

        // When
        HttpResponse<String> answer = sync(exchange.body());

        // Then
        problem(answer, ProblemType.WRONG_AUDIENCE);
    }

    @Test
    void anotherMediaTypeOrCodingIsNotSupported() throws Exception {
        // Given
        String body = dropOffs("PKG-1").body().toString();

        // When
        HttpResponse<String> json = hub.post("/v1/sync", "application/json", body);
        HttpResponse<String> brotli = hub.send(hub.request("/v1/sync")
                .header("Content-Type", ExchangeWriter.MEDIA_TYPE)
                .header("Content-Encoding", "br")
                .POST(HttpRequest.BodyPublishers.ofString(body)));

        // Then
        problem(json, ProblemType.UNSUPPORTED_MEDIA_TYPE);
        problem(brotli, ProblemType.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void whatIsNotDurableIsAnsweredUnsignedAndWithRetryAfter() throws Exception {
        // Given
        hub.ledger.answerWith(submission -> Future.succeededFuture(
                new Outcome.Failed(Problem.of(ProblemType.UNAVAILABLE, "the database is gone"))));

        // When
        HttpResponse<String> answer = sync(dropOffs("PKG-1").body());

        // Then
        JsonObject body = problem(answer, ProblemType.UNAVAILABLE);
        assertThat(answer.headers().firstValue("retry-after")).contains("2");
        assertThat(body.fieldNames()).containsExactlyInAnyOrder("type", "title", "status", "detail");
    }

    @Test
    void aDeviceWithTooManyRequestsIsBusyBeforeItsBodyIsRead() throws Exception {
        // Given
        Promise<Outcome> commit = Promise.promise();
        hub.ledger.answerWith(submission -> commit.future());
        Buffer body = dropOffs("PKG-1").body();
        ExecutorService clients = Executors.newFixedThreadPool(2);
        CompletableFuture<HttpResponse<String>> first =
                CompletableFuture.supplyAsync(() -> syncUnchecked(body), clients);
        CompletableFuture<HttpResponse<String>> second =
                CompletableFuture.supplyAsync(() -> syncUnchecked(body), clients);
        await().until(() -> hub.gate.inFlight() == 2);

        // When
        HttpResponse<String> third = sync(body);

        // Then
        problem(third, ProblemType.DEVICE_BUSY);
        assertThat(third.headers().firstValue("retry-after")).contains("1");
        commit.complete(new Outcome.Committed(List.of(), System.currentTimeMillis()));
        assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(second.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        clients.shutdown();
    }

    @Test
    void aHubThatIsFullAnswersOverloadedWithRetryAfterAndIsFreeAgainLater() throws Exception {
        // Given
        TestHub small = new TestHub(new Gate.Limits(1, 1, 1 << 20), 0);
        try {
            Promise<Outcome> commit = Promise.promise();
            small.ledger.answerWith(submission -> commit.future());
            Buffer body =
                    Exchanges.dropOffs(HUB, DEVICE, small.deviceKey, "PKG-1").body();
            ExecutorService client = Executors.newSingleThreadExecutor();
            CompletableFuture<HttpResponse<String>> first =
                    CompletableFuture.supplyAsync(() -> syncUnchecked(small, body), client);
            await().until(() -> small.gate.inFlight() == 1);

            // When
            HttpResponse<String> second = sync(small, body);

            // Then
            problem(second, ProblemType.OVERLOADED);
            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(second.headers().firstValue("retry-after")).isPresent();
            commit.complete(new Outcome.Committed(List.of(), System.currentTimeMillis()));
            assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            await().until(() -> small.gate.inFlight() == 0);
            assertThat(sync(small, body).statusCode()).isEqualTo(200);
            client.shutdown();
        } finally {
            small.close();
        }
    }

    private Exchanges.Signed dropOffs(String... trackingIds) {
        return Exchanges.dropOffs(HUB, DEVICE, hub.deviceKey, trackingIds);
    }

    private List<Object> recordedHeads() {
        return hub.ledger.submissions().stream()
                .map(submission -> submission.<Object>fold(
                        signed -> signed.exchange().runs().get(0).head(), Submission.Unsigned::dialect))
                .toList();
    }

    private HttpResponse<String> sync(Buffer body) throws IOException, InterruptedException {
        return sync(hub, body);
    }

    private static HttpResponse<String> sync(TestHub to, Buffer body) throws IOException, InterruptedException {
        return to.send(to.request("/v1/sync")
                .header("Content-Type", ExchangeWriter.MEDIA_TYPE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes())));
    }

    private HttpResponse<String> syncUnchecked(Buffer body) {
        return syncUnchecked(hub, body);
    }

    private static HttpResponse<String> syncUnchecked(TestHub to, Buffer body) {
        try {
            return sync(to, body);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> syncGzip(byte[] gzip) throws IOException, InterruptedException {
        return hub.send(hub.request("/v1/sync")
                .header("Content-Type", ExchangeWriter.MEDIA_TYPE)
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(gzip)));
    }

    private static byte[] head(int length) {
        return ("POST /v1/sync HTTP/1.1\r\nHost: hub\r\nContent-Type: application/x-ndjson\r\nContent-Length: " + length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @CanIgnoreReturnValue
    private static JsonObject problem(HttpResponse<String> answer, ProblemType type) {
        assertThat(answer.body()).contains(type.uri());
        assertThat(answer.statusCode()).isEqualTo(type.status());
        assertThat(answer.headers().firstValue("content-type")).contains(Problem.MEDIA_TYPE);
        return new JsonObject(answer.body());
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }
}
