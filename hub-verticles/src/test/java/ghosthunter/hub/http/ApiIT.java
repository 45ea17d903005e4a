package ghosthunter.hub.http;

import static ghosthunter.hub.http.TestHub.DEVICE;
import static ghosthunter.hub.http.TestHub.HUB;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.directory.EnrollmentToken;
import ghosthunter.hub.directory.PackageRow;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiIT {
    private static final DeviceRef NEW_DEVICE = new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-007"));

    private final EnrollmentToken token = EnrollmentToken.generate(TenantId.DEFAULT, new SecureRandom());
    private TestHub hub;

    @BeforeEach
    void startHub() throws Exception {
        hub = new TestHub(Gate.Limits.DEFAULT, 0);
        hub.directory.tokens.put(token.text(), NEW_DEVICE);
    }

    @AfterEach
    void stopHub() throws Exception {
        hub.close();
    }

    @Test
    void aDeviceWithATokenAndAProofGetsItsCertificate() throws Exception {
        // Given
        SigningKey key = SigningKey.generate(new SecureRandom());
        String body = enrollment(key, key.verifyKey(), token.hash());

        // When
        HttpResponse<String> answer = hub.post("/v1/enroll", "application/json", body);
        HttpResponse<String> repeated = hub.post("/v1/enroll", "application/json; charset=utf-8", body);

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject json = new JsonObject(answer.body());
        assertThat(json.getString("hub")).isEqualTo(HUB);
        assertThat(json.getString("tenant")).isEqualTo("default");
        assertThat(json.getString("device")).isEqualTo("LOCKER-007");
        assertThat(json.getString("kid")).isEqualTo(key.verifyKey().kid());
        VerifyKey hubKey = VerifyKey.ofJwk(json.getJsonObject("hub_key"));
        assertThat(hubKey).isEqualTo(hub.hubKey.verifyKey());
        Jws certificate = Jws.parse(json.getString("certificate"), HubSeal.CERTIFICATE_TYP);
        assertThat(certificate.verifies(hubKey)).isTrue();
        JsonObject certified = new JsonObject(new String(certificate.payload(), StandardCharsets.UTF_8));
        assertThat(certified.getString("device")).isEqualTo("LOCKER-007");
        assertThat(VerifyKey.ofJwk(certified.getJsonObject("jwk"))).isEqualTo(key.verifyKey());
        assertThat(repeated.statusCode()).isEqualTo(200);
    }

    @Test
    void anotherKeyWithASpentTokenIsRefused() throws Exception {
        // Given
        SigningKey first = SigningKey.generate(new SecureRandom());
        SigningKey second = SigningKey.generate(new SecureRandom());
        HttpResponse<String> enrolled =
                hub.post("/v1/enroll", "application/json", enrollment(first, first.verifyKey(), token.hash()));

        // When
        HttpResponse<String> answer =
                hub.post("/v1/enroll", "application/json", enrollment(second, second.verifyKey(), token.hash()));

        // Then
        assertThat(enrolled.statusCode()).isEqualTo(200);
        problem(answer, 403, "token-refused");
    }

    @Test
    void aProofOfAnotherKeyOrForAnotherTokenDoesNotEnroll() throws Exception {
        // Given
        SigningKey key = SigningKey.generate(new SecureRandom());
        SigningKey stolen = SigningKey.generate(new SecureRandom());

        // When
        HttpResponse<String> otherKey =
                hub.post("/v1/enroll", "application/json", enrollment(key, stolen.verifyKey(), token.hash()));
        HttpResponse<String> otherToken =
                hub.post("/v1/enroll", "application/json", enrollment(key, key.verifyKey(), Hash.sha256()));
        HttpResponse<String> noToken = hub.post("/v1/enroll", "application/json", "{\"token\":\"gh1.x\"}");

        // Then
        problem(otherKey, 401, "signature-invalid");
        problem(otherToken, 401, "signature-invalid");
        problem(noToken, 400, "malformed-body");
        assertThat(noToken.body()).doesNotContain("gh1.x");
    }

    @Test
    void aBodyOverTheLimitOfSmallBodiesIsTooLarge() throws Exception {
        // Given
        String body = "{\"token\":\"" + "x".repeat(100_000) + "\"}";

        // When
        HttpResponse<String> answer = hub.post("/v1/enroll", "application/json", body);

        // Then
        problem(answer, 413, "too-large");
    }

    @Test
    void lockersComePageByPage() throws Exception {
        // Given
        hub.directory.codes = List.of("A", "B", "C", "D", "E");

        // When
        JsonObject first = new JsonObject(hub.get("/v1/lockers?limit=3").body());
        JsonObject second = new JsonObject(
                hub.get("/v1/lockers?limit=3&after=" + first.getString("next")).body());

        // Then
        assertThat(codes(first)).containsExactly("A", "B", "C");
        assertThat(codes(second)).containsExactly("D", "E");
        assertThat(second.containsKey("next")).isFalse();
    }

    @Test
    void aParameterOutOfItsRangeIsNamed() throws Exception {
        // When
        HttpResponse<String> limit = hub.get("/v1/lockers?limit=0");
        HttpResponse<String> after = hub.get("/v1/lockers?after=%20");
        HttpResponse<String> code = hub.get("/v1/lockers/%2e%2e%2f");

        // Then
        assertThat(problem(limit, 400, "invalid-request").getString("detail")).contains("limit");
        assertThat(problem(after, 400, "invalid-request").getString("detail")).contains("after");
        assertThat(code.statusCode()).isIn(400, 404);
    }

    @Test
    void oneLockerOrOnePackageIsToldOrNotFound() throws Exception {
        // Given
        hub.directory.codes = List.of("LOCKER-001");
        Instant now = Instant.parse("2026-02-20T18:05:01.123456Z");
        hub.directory.packages.put(
                "PKG/1 ü",
                new PackageRow(7, "PKG/1 ü", "LOCKER-001", "synced", "A1", now, now, now, 2, null, now, 5L, null));

        // When
        HttpResponse<String> locker = hub.get("/v1/lockers/LOCKER-001");
        HttpResponse<String> row = hub.get("/v1/packages/PKG%2F1%20%C3%BC");

        // Then
        assertThat(locker.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(locker.body()).getJsonArray("findings")).isEmpty();
        assertThat(row.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(row.body()).getString("locker_id")).isEqualTo("LOCKER-001");
        assertThat(new JsonObject(row.body()).containsKey("picked_up_at")).isFalse();
        problem(hub.get("/v1/lockers/LOCKER-002"), 404, "not-found");
        problem(hub.get("/v1/packages/PKG-2"), 404, "not-found");
        problem(hub.get("/v1/packages/PKG-2/custody"), 404, "not-found");
    }

    @Test
    void thePathKnowsItsMethods() throws Exception {
        // When
        HttpResponse<String> wrongMethod = hub.get("/v1/sync");
        HttpResponse<String> wrongMethodToo = hub.post("/v1/lockers", "application/json", "{}");
        HttpResponse<String> nothing = hub.get("/v2/sync");
        HttpResponse<String> head =
                hub.send(hub.request("/healthz").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        // Then
        problem(wrongMethod, 405, "method-not-allowed");
        assertThat(wrongMethod.headers().firstValue("allow")).contains("POST");
        problem(wrongMethodToo, 405, "method-not-allowed");
        assertThat(wrongMethodToo.headers().firstValue("allow")).contains("GET, HEAD");
        problem(nothing, 404, "not-found");
        assertThat(head.statusCode()).isEqualTo(200);
    }

    @Test
    void aliveReadyAndDrainingAreThreeThings() throws Exception {
        // When
        int ready = hub.get("/readyz").statusCode();
        hub.directory.reachable = false;
        HttpResponse<String> withoutDatabase = hub.get("/readyz");
        hub.directory.reachable = true;
        Future<Void> drained = hub.gate.close();
        HttpResponse<String> draining = hub.get("/readyz");

        // Then
        assertThat(ready).isEqualTo(200);
        problem(withoutDatabase, 503, "unavailable");
        problem(draining, 503, "unavailable");
        assertThat(drained.succeeded()).isTrue();
        assertThat(hub.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void metricsTellWhatIsInFlightAndHowFastItIsAnswered() throws Exception {
        // Given
        HttpResponse<String> synced = hub.send(hub.request("/v1/sync")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Exchanges.dropOffs(HUB, DEVICE, hub.deviceKey, "PKG-1")
                        .body()
                        .getBytes())));

        // When
        HttpResponse<String> metrics = hub.get("/metrics");

        // Then
        assertThat(synced.statusCode()).isEqualTo(200);
        assertThat(metrics.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(metrics.body())
                .contains("ghosthunter_gate_requests 0.0")
                .contains("ghosthunter_gate_bodies_bytes 0.0")
                .contains("ghosthunter_locker_workers 1.0")
                .contains("ghosthunter_mailbox_batches 0.0")
                .contains(
                        "ghosthunter_http_request_seconds_count{method=\"POST\",route=\"/v1/sync\",status=\"200\"} 1");
    }

    private String enrollment(SigningKey signer, VerifyKey named, Hash tokenHash) {
        byte[] proof = new JsonObject()
                .put("token", tokenHash.toString())
                .put("jwk", named.jwk())
                .encode()
                .getBytes(StandardCharsets.UTF_8);
        return new JsonObject()
                .put("token", token.text())
                .put("proof", Jws.sign(EnrollHandler.PROOF_TYP, proof, signer).text())
                .encode();
    }

    private static List<String> codes(JsonObject page) {
        return page.getJsonArray("lockers").stream()
                .map(locker -> ((JsonObject) locker).getString("device"))
                .toList();
    }

    @CanIgnoreReturnValue
    private static JsonObject problem(HttpResponse<String> answer, int status, String slug) {
        assertThat(answer.body()).contains("urn:ghosthunter:problem:" + slug);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains(Problem.MEDIA_TYPE);
        return new JsonObject(answer.body());
    }
}
