package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.hub.postgres.EmbeddedDatabase;
import ghosthunter.hub.postgres.TestDatabase;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged hub as a process: how it starts, how it refuses to start, and how it ends. */
class HubJarIT {
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    @TempDir
    private Path dataDir;

    @Test
    void onSigtermWhatIsInFlightIsAnsweredAndNothingIsLeftRunning() throws Exception {
        // Given
        try (HubJar hub = HubJar.start(dataDir, Map.of())) {
            String url = ready(hub);
            ProcessHandle postmaster = postmaster();
            CompletableFuture<HttpResponse<String>> inFlight;
            try (Connection blocker = TestDatabase.connect(
                            EmbeddedDatabase.running(dataDir).orElseThrow());
                    Statement lock = blocker.createStatement()) {
                blocker.setAutoCommit(false);
                lock.execute("LOCK TABLE ledger IN EXCLUSIVE MODE");
                inFlight = client.sendAsync(dropOff(url), HttpResponse.BodyHandlers.ofString());
                await().atMost(WAIT_MAX)
                        .until(() -> get(url + "/metrics").body().contains("ghosthunter_gate_requests 1.0"));

                // When
                hub.terminate();
                await().atMost(WAIT_MAX).until(() -> get(url + "/readyz").statusCode() == 503);
                assertThat(inFlight).isNotDone();
                assertThat(hub.isAlive()).isTrue();
                blocker.rollback();
            }

            // Then
            HttpResponse<String> answer = inFlight.get(20, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.body()).contains("\"ack\":true");
            assertThat(hub.exit()).isEqualTo(143);
            await().atMost(WAIT_MAX).until(() -> !isRunning(postmaster));
            assertThat(EmbeddedDatabase.running(dataDir)).isEmpty();
            Assertions.assertThatThrownBy(() -> get(url + "/healthz")).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void thePortOfTheHubOrOfItsDatabaseThatIsTakenIsOneClearLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            String port = Integer.toString(taken.getLocalPort());

            // When
            String ofTheHub = refusal(Map.of("PORT", port, "DATABASE_URL", database()));
            assertThat(refusal(Map.of("PORT", port))).isEqualTo(ofTheHub);
            Path conf = Files.createDirectory(dataDir.resolve("conf"));
            Path settings = Files.writeString(conf.resolve("hub.yaml"), "cpos: {port: " + port + "}");
            String ofADialect = refusal(Map.of());
            assertThat(dataDir.resolve("postgres")).doesNotExist();
            Files.delete(settings);
            String ofTheDatabase = refusal(Map.of("EMBEDDED_POSTGRES_PORT", port));

            // Then
            assertThat(ofTheHub).contains("port " + port, "it is taken", "set PORT");
            assertThat(ofADialect).contains("port " + port, "it is taken", "set cpos.port");
            assertThat(ofTheDatabase).contains("port " + port, "is taken", "set EMBEDDED_POSTGRES_PORT");
        }
    }

    @Test
    void wrongTlsFilesAreAnErrorOfTheSettingsBeforeADatabaseIsMade() throws Exception {
        // Given
        Map<String, String> environment = Map.of("TLS_CERT", "/nowhere/hub.pem", "TLS_KEY", "/nowhere/key.pem");

        try (HubJar hub = HubJar.start(dataDir, environment)) {
            // When
            int exit = hub.exit();

            // Then
            assertThat(exit).isEqualTo(2);
            assertThat(String.join("\n", hub.complaints()))
                    .contains("/nowhere/hub.pem cannot be read: no such file or directory");
            assertThat(dataDir.resolve("postgres")).doesNotExist();
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsOneClearLineWithoutItsPassword() throws Exception {
        // When
        String line = refusal(Map.of("DATABASE_URL", "postgres://hub:geheim@127.0.0.1:1/packages"));

        // Then
        assertThat(line)
                .contains("postgres://hub:***@127.0.0.1:1/packages cannot be used")
                .doesNotContain("geheim");
    }

    @Test
    void commandsWorkBesideTheRunningProcess() throws Exception {
        // Given
        try (HubJar hub = HubJar.start(dataDir, Map.of())) {
            String url = ready(hub);
            HttpResponse<String> recorded = client.send(dropOff(url), HttpResponse.BodyHandlers.ofString());
            assertThat(recorded.statusCode()).isEqualTo(201);

            for (List<String> command : List.of(
                    List.of("enroll", "LOCKER-002"),
                    List.of("lockers"),
                    List.of("audit"),
                    List.of("migrate"),
                    List.of("quarantine"))) {
                // When
                try (HubJar beside = HubJar.start(dataDir, Map.of(), command.toArray(String[]::new))) {
                    int exit = beside.exit();

                    // Then
                    assertThat(exit).as(command + ": " + beside.complaints()).isZero();
                    assertThat(beside.complaints()).as(command.toString()).isEmpty();
                    assertThat(beside.line()).as(command.toString()).isPresent();
                }
            }
            assertThat(get(url + "/readyz").statusCode()).isEqualTo(200);
        }
    }

    /** Starts a hub that cannot start; the one line that it ends with. */
    private String refusal(Map<String, String> environment) throws Exception {
        try (HubJar hub = HubJar.start(dataDir, environment)) {
            assertThat(hub.exit()).isEqualTo(1);
            assertThat(hub.line()).isEmpty();
            List<String> complaints = hub.complaints();
            assertThat(complaints).noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception"));
            return complaints.get(complaints.size() - 1);
        }
    }

    private static String ready(HubJar hub) throws IOException {
        String line = hub.line().orElseThrow(() -> new AssertionError("the hub does not start"));
        assertThat(line).startsWith("hub ready: http://127.0.0.1:");
        return line.substring("hub ready: ".length());
    }

    private static String database() {
        var url = TestDatabase.empty();
        return "postgres://postgres@" + url.address() + "/" + url.database();
    }

    private ProcessHandle postmaster() throws IOException {
        String pid =
                Files.readAllLines(dataDir.resolve("postgres/postmaster.pid")).get(0);
        return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    }

    /** One that is dead and not reaped yet has no command any more. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private HttpResponse<String> get(String url) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(WAIT_MAX).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest dropOff(String url) {
        return HttpRequest.newBuilder(URI.create(url + "/sync"))
                .header("Content-Type", "application/json")
                .timeout(WAIT_MAX)
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"tracking_id":"PKG-1001","locker_id":"LOCKER-001","status":"pending",
                         "drop_off_timestamp":"2026-02-20T18:00:00Z","sync_attempt_timestamp":"2026-02-20T18:05:00Z",
                         "last_sync_attempt":0}"""))
                .build();
    }
}
