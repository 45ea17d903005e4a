package ghosthunter.hub;

import static ghosthunter.hub.AttackedHub.jws;
import static ghosthunter.hub.AttackedHub.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.Zstd;
import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.http.Exchanges;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who sends what should break a parser or fill the memory: refused with the documented status, and memory stays flat. */
class BodyAttackIT {
    private static final String HEADER =
            "{\"alg\":\"EdDSA\",\"typ\":\"gh-statement\",\"kid\":\"" + "A".repeat(43) + "\"}";
    private static final long GROWTH_BYTES_MAX = 48L << 20;

    @TempDir
    private Path dataDir;

    private AttackedHub hub;
    private Enrolled honest;
    private Map<String, Long> before;

    @BeforeEach
    void startHub() throws Exception {
        hub = AttackedHub.start(dataDir);
        honest = hub.hub.enroll(hub.database, "LOCKER-001");
        before = hub.stored();
    }

    @AfterEach
    void stopHub() throws Exception {
        hub.close();
    }

    @Test
    void bombsOfGzipAndZstdLeaveMemoryFlat() throws Exception {
        // Given
        byte[] statement = bytes(Exchanges.dropOffs(honest.hub(), honest.device(), honest.key(), "PKG-1")
                        .statement()
                        .text()
                + "\n");
        byte[] zeros = new byte[256 << 20];
        byte[] twice = gzip(gzip(zeros));
        System.arraycopy(statement, 0, zeros, 0, statement.length);
        byte[] gzip = gzip(zeros);
        byte[] zstd = Zstd.compress(zeros, 1);
        byte[] wide = Buffer.buffer()
                .appendIntLE(0xFD2FB528)
                .appendByte((byte) 0)
                .appendByte((byte) 0xF8)
                .appendBytes(new byte[32])
                .getBytes();
        byte[] signed = repeated();
        long heap = heapBytes();

        // When
        for (int i = 0; i < 40; i++) {
            refused(hub.sync(gzip, "Content-Encoding", "gzip"), ProblemType.TOO_LARGE);
            refused(hub.sync(zstd, "Content-Encoding", "zstd"), ProblemType.TOO_LARGE);
            refused(hub.sync(wide, "Content-Encoding", "zstd"), ProblemType.TOO_LARGE);
            refused(hub.sync(gzip(signed), "Content-Encoding", "gzip"), ProblemType.TOO_LARGE);
            refused(hub.sync(twice, "Content-Encoding", "gzip"), ProblemType.MALFORMED_BODY);
        }

        // Then
        assertThat(heapBytes() - heap).isLessThan(GROWTH_BYTES_MAX);
        nothingHappened();
    }

    @Test
    void deepNestingAndEndlessNumbersAreMalformed() throws Exception {
        // Given
        String deep = "{\"v\":1,\"x\":" + "[".repeat(4_000) + "]".repeat(4_000) + "}";
        String number = "{\"v\":1" + "0".repeat(8_000) + "}";
        String million = "{\"token\":1" + "0".repeat(12_000) + "}";
        String exponent = "{\"v\":1e999999999}";

        // Then
        for (String payload : List.of(deep, number, exponent)) {
            refused(hub.sync(bytes(jws(HEADER, bytes(payload), new byte[64]) + "\n")), ProblemType.MALFORMED_BODY);
        }
        for (String body : List.of(deep, number, million, exponent, "[".repeat(15_000))) {
            refused(hub.post("/v1/enroll", "application/json", bytes(body)), ProblemType.MALFORMED_BODY);
            refused(hub.post("/sync", "application/json", bytes(body)), ProblemType.MALFORMED_BODY);
        }
        refused(
                hub.post("/v1/enroll", "application/json", bytes("{\"a\":1" + "0".repeat(1 << 20) + "}")),
                ProblemType.TOO_LARGE);
        refused(hub.sync(bytes("1".repeat(1 << 20))), ProblemType.TOO_LARGE);
        nothingHappened();
    }

    @Test
    void whatIsNoTextIsMalformed() throws Exception {
        // Given
        byte[] overlong = Buffer.buffer("{\"token\":\"")
                .appendBytes(new byte[] {(byte) 0xC0, (byte) 0xAF})
                .appendString("\"}")
                .getBytes();
        byte[] half = Buffer.buffer("{\"token\":\"")
                .appendBytes(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80})
                .appendString("\"}")
                .getBytes();
        byte[] nul = bytes(
                "{\"tracking_id\":\"PKG\\u0000-1\",\"locker_id\":\"L\",\"drop_off_timestamp\":\"2026-01-01T00:00:00Z\"}");
        byte[] utf16 = "{\"token\":\"x\"}".getBytes(StandardCharsets.UTF_16);

        // Then
        for (byte[] body : List.of(overlong, half, nul, utf16, new byte[] {0, 0, 0})) {
            refused(hub.post("/v1/enroll", "application/json", body), ProblemType.MALFORMED_BODY);
            refused(hub.post("/sync", "application/json", body), ProblemType.MALFORMED_BODY);
            refused(hub.sync(bytes(jws(HEADER, body, new byte[64]) + "\n")), ProblemType.MALFORMED_BODY);
            refused(hub.sync(Buffer.buffer(body).appendString("\n").getBytes()), ProblemType.MALFORMED_BODY);
        }
        nothingHappened();
    }

    @Test
    void aSignedLineThatIsPoisonIsKeptAsEvidenceAndDoesNothingElse() throws Exception {
        // Given
        String deep = "[".repeat(20_000) + "]".repeat(20_000);
        List<byte[]> poison = List.of(
                bytes(
                        "{\"id\":\"0190a3c2-1113-7000-8000-000000000002\",\"type\":\"package\",\"key\":\"P\\u0000\",\"op\":\"CREATE\"}"),
                bytes("{\"data\":" + deep + "}"),
                bytes("{\"data\":1" + "0".repeat(60_000) + "}"),
                new byte[] {(byte) 0xFF, (byte) 0xFE, 0, (byte) 0xC0},
                bytes("'; DROP TABLE ledger; --"));
        Epoch epoch = Exchanges.epoch();
        List<Line> lines =
                poison.stream().map(text -> Line.of(text, 0, text.length)).toList();
        Run run = Run.of(Chain.genesis(honest.device(), epoch, Lane.CRITICAL), lines);

        // When
        HttpResponse<String> answer = hub.sync(Exchanges.signed(honest.hub(), honest.device(), honest.key(), epoch, run)
                .body()
                .getBytes());

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(hub.stored())
                .containsEntry("ledger", 5L)
                .containsEntry("quarantine", 5L)
                .containsEntry("packages", 0L);
        hub.isUnharmed();
    }

    @Test
    void wordsOfSqlAndPathsAreOnlyText() throws Exception {
        // Given
        List<String> paths = List.of(
                "/v1/lockers/'%20OR%201=1%20--",
                "/v1/lockers?after=';DROP%20TABLE%20ledger;--",
                "/v1/lockers?limit=1;DROP%20TABLE%20ledger",
                "/v1/lockers?tenant=default'%20OR%20'1'='1",
                "/v1/packages/'%20UNION%20SELECT%20NULL--",
                "/v1/packages/%00",
                "/v1/packages/..%2f..%2f..%2fetc%2fpasswd",
                "/..%2f..%2fetc/passwd",
                "/%2e%2e/%2e%2e/data/hub-identity.json",
                "/v1/../../hub-identity.json",
                "/v1/lockers/%ff%fe",
                "/v1/lockers/%zz",
                "/v1/packages/x%0d%0aSet-Cookie:%20a=b");

        // Then
        for (String path : paths) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(path).matches("(?s)HTTP/1\\.1 (400|401|404) .*");
            assertThat(answer).doesNotContainIgnoringCase("set-cookie").doesNotContain("root:", "private", "SELECT");
        }
        nothingHappened();
    }

    @Test
    void headersThatSmuggleAreNotUnderstood() throws Exception {
        // Given
        String body = "0\r\n\r\nGET /v1/lockers HTTP/1.1\r\nHost: h\r\n\r\n";

        // When
        String both = raw("POST /v1/enroll HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + body);
        String twice = raw("POST /v1/enroll HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nContent-Length: 40\r\n\r\n{}");
        String negative = raw("POST /v1/enroll HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n{}");
        String split = raw("GET /healthz HTTP/1.1\r\nHost: h\r\nX: a\u0000b\r\nConnection: close\r\n\r\n");

        // Then
        assertThat(both).doesNotContain("\"lockers\"");
        for (String answer : List.of(twice, negative, split)) {
            assertThat(answer).matches("(?s)HTTP/1\\.[01] 400 .*");
        }
        nothingHappened();
    }

    @Test
    void oversizedEverythingIsRefusedWithItsStatus() throws Exception {
        assertThat(raw("GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n\r\n"))
                .contains(" 414 ")
                .contains("uri-too-long");
        assertThat(raw("GET / HTTP/1.1\r\nX: " + "a".repeat(100_000) + "\r\n\r\n"))
                .contains(" 431 ")
                .contains("headers-too-large");
        assertThat(raw("GET / HTTP/1.1\r\n" + "X: aaaaaaaaaaaaaaaa\r\n".repeat(5_000) + "\r\n"))
                .contains(" 431 ");
        refused(hub.sync(new byte[5 << 20]), ProblemType.TOO_LARGE);
        refused(hub.sync(new byte[17 << 10]), ProblemType.TOO_LARGE);
        refused(hub.post("/v1/enroll", "application/json", new byte[17 << 10]), ProblemType.TOO_LARGE);
        refused(hub.post("/sync", "application/json", new byte[17 << 10]), ProblemType.TOO_LARGE);
        byte[] line = new byte[Line.BYTES_MAX + 1];
        Buffer longLine = Buffer.buffer(Exchanges.dropOffs(honest.hub(), honest.device(), honest.key(), "PKG-1")
                .statement()
                .text());
        refused(hub.sync(longLine.appendString("\n").appendBytes(line).getBytes()), ProblemType.TOO_LARGE);
        nothingHappened();
    }

    @Test
    void whoTricklesIsCutOffWhileOthersAreServed() throws Exception {
        // Given
        List<Socket> loris = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Socket socket = connected();
            loris.add(socket);
            write(socket, i % 2 == 0 ? "GET /healthz HTTP/1.1\r\nX-" : head(1_000_000) + "e");
        }

        // When
        long start = System.nanoTime();
        HttpResponse<String> served = hub.sync(Exchanges.dropOffs(honest.hub(), honest.device(), honest.key(), "PKG-1")
                .body()
                .getBytes());
        await().atMost(Duration.ofSeconds(25))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> {
                    loris.removeIf(socket -> !stillOpen(socket));
                    assertThat(loris).isEmpty();
                });

        // Then
        assertThat(served.statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
        await().untilAsserted(() -> hub.isUnharmed());
        assertThat(hub.hub.getText("/metrics"))
                .contains("ghosthunter_http_connection_closed_total{limit=\"header_s_max\"} 100.0")
                .contains("ghosthunter_http_problem_total{type=\"request-timeout\"} 100.0");
    }

    private void nothingHappened() throws Exception {
        assertThat(hub.stored()).isEqualTo(before);
        await().untilAsserted(() -> hub.isUnharmed());
    }

    /** An exchange that is signed and small enough, of lines that compress better than anything real does. */
    private byte[] repeated() {
        byte[] text = bytes("x".repeat(60_000));
        Epoch epoch = Exchanges.epoch();
        Run run = Run.of(
                Chain.genesis(honest.device(), epoch, Lane.CRITICAL),
                Collections.nCopies(60, Line.of(text, 0, text.length)));
        return Exchanges.signed(honest.hub(), honest.device(), honest.key(), epoch, run)
                .body()
                .getBytes();
    }

    private static boolean stillOpen(Socket socket) {
        try {
            write(socket, "x");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String head(int bodyBytes) {
        return "POST /v1/sync HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-ndjson\r\nContent-Length: " + bodyBytes
                + "\r\n\r\n";
    }

    private String raw(String request) throws IOException {
        try (Socket socket = connected()) {
            try {
                write(socket, request);
            } catch (IOException e) {
                // The hub has answered and closed before it was all sent; the answer is there to read.
                assertThat(e).isNotNull();
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(hub.hub.node.url()).getPort());
        socket.setSoTimeout(15_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static byte[] gzip(byte[] text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text);
        }
        return bytes.toByteArray();
    }

    /** What is in use after a collection. */
    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
