package ghosthunter.hub.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Bodies: coded, cut, endless, too large, malformed. */
class SyncBodyIT extends SyncRequests {
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
    void aReceiptIsGzippedForWhoAsksForIt() throws Exception {
        // Given
        Buffer body = dropOffs("PKG-1").body();

        // When
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(
                        hub.request("/v1/sync")
                                .header("Content-Type", ExchangeWriter.MEDIA_TYPE)
                                .header("Accept-Encoding", "deflate, gzip")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes()))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());

        // Then
        assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
        byte[] receipt = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
        assertThat(answer.body().length).isLessThan(receipt.length * 4 / 5);
        Jws jws = Jws.parse(new String(receipt, StandardCharsets.US_ASCII).strip(), Receipt.TYP);
        assertThat(jws.verifies(hub.hubKey.verifyKey())).isTrue();
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
                .appendBytes(new byte[600 << 10])
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

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }
}
