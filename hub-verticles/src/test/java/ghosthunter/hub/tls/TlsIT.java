package ghosthunter.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ghosthunter.hub.device.Gate;
import ghosthunter.hub.http.Connections;
import ghosthunter.hub.http.Doorway;
import ghosthunter.hub.http.HttpLimits;
import ghosthunter.hub.http.HttpVerticle;
import ghosthunter.hub.http.ProblemResponder;
import ghosthunter.hub.http.Routes;
import ghosthunter.hub.metrics.HubMetrics;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {
    @TempDir
    private Path dir;

    private final Vertx vertx = Vertx.vertx();
    private final HubMetrics metrics = new HubMetrics();
    private final Doorway.Shared shared = new Doorway.Shared(
            new Connections(metrics), new Gate(Gate.Limits.DEFAULT, System::nanoTime), metrics, System::nanoTime);
    private final AtomicInteger port = new AtomicInteger();
    private Path cert;
    private Path key;
    private TestCertificate first;

    @BeforeEach
    void makeCertificate() throws Exception {
        cert = dir.resolve("hub.pem");
        key = dir.resolve("hub-key.pem");
        first = TestCertificate.of(dir, "first", "EC");
        first.writeTo(cert, key);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        metrics.close();
    }

    @Test
    void aNewCertificateIsTakenAndOpenConnectionsGoOn() throws Exception {
        // Given
        serve(null);
        TestCertificate second = TestCertificate.of(dir, "second", "RSA");
        try (SSLSocket open = connected(first.trusted(), "TLSv1.3")) {
            assertThat(asked(open)).contains("200 OK");

            // When
            second.writeTo(cert, key);

            // Then
            await().atMost(30, TimeUnit.SECONDS).ignoreExceptions().untilAsserted(() -> {
                try (SSLSocket socket = connected(second.trusted(), "TLSv1.2")) {
                    assertThat(shown(socket)).isEqualTo(second.certificate());
                    assertThat(asked(socket)).contains("200 OK");
                }
            });
            assertThat(asked(open)).contains("200 OK");
            assertThat(shown(open)).isEqualTo(first.certificate());
        }
    }

    @Test
    void aKeyThatDoesNotFitIsNotTaken() throws Exception {
        // Given
        serve(null);
        TestCertificate other = TestCertificate.of(dir, "other", "EC");

        // When
        other.writeTo(dir.resolve("unused.pem"), key);

        // Then
        await().atMost(30, TimeUnit.SECONDS)
                .during(2_500, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> {
                    try (SSLSocket socket = connected(first.trusted(), "TLSv1.3")) {
                        assertThat(asked(socket)).contains("200 OK");
                    }
                });
    }

    @Test
    void withAClientCaWhoShowsNoCertificateOfItIsNotHeard() throws Exception {
        // Given
        TestCertificate client = TestCertificate.of(dir, "client", "EC");
        Path clientCa = dir.resolve("client-ca.pem");
        client.writeTo(clientCa, dir.resolve("client-key.pem"));
        serve(clientCa);

        // Then
        assertThatThrownBy(() -> {
                    try (SSLSocket socket = connected(first.trusted(), "TLSv1.2")) {
                        String unused = asked(socket);
                    }
                })
                .isInstanceOf(IOException.class);
        try (SSLSocket socket = connected(first.trusted(client), "TLSv1.3")) {
            assertThat(asked(socket)).contains("200 OK");
        }
    }

    @Test
    void whatCannotBeUsedAtTheStartIsOneClearLine() throws Exception {
        // Given
        TestCertificate other = TestCertificate.of(dir, "other", "EC");
        other.writeTo(dir.resolve("unused.pem"), key);

        // Then
        assertThatThrownBy(() -> serve(null)).hasMessageContaining("does not belong to the certificate");
        Files.writeString(key, "no key");
        assertThatThrownBy(() -> serve(null)).hasMessageContaining("is no PEM of a private key");
        Files.writeString(cert, "no certificate");
        assertThatThrownBy(() -> serve(null)).hasMessageContaining("is no PEM of certificates");
        Files.delete(key);
        assertThatThrownBy(() -> serve(null)).hasMessageContaining("http.tls.key: " + key + " cannot be read");
    }

    private void serve(@Nullable Path clientCa) throws Exception {
        HttpLimits limits = HttpLimits.DEFAULT;
        ProblemResponder problems = new ProblemResponder(limits, metrics);
        Routes up = router -> router.get("/up").handler(ctx -> ctx.end("up").onFailure(ctx::fail));
        HttpVerticle.Bind bind =
                new HttpVerticle.Bind("127.0.0.1", 0, 1_000, new TlsSettings(cert, key, clientCa, 500));
        String unused = vertx.deployVerticle(
                        () -> new HttpVerticle(bind, limits, shared, problems, List.of(up), port::set),
                        new DeploymentOptions().setInstances(2))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private SSLSocket connected(SSLContext context, String version) throws IOException {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port.get());
        socket.setEnabledProtocols(new String[] {version});
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static Certificate shown(SSLSocket socket) throws IOException {
        return socket.getSession().getPeerCertificates()[0];
    }

    private static String asked(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET /up HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[4_096];
        int length = socket.getInputStream().read(answer);
        if (length < 0) {
            throw new IOException("closed");
        }
        return new String(answer, 0, length, StandardCharsets.US_ASCII);
    }
}
