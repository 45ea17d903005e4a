package ghosthunter.hub;

import static ghosthunter.hub.AttackedHub.jws;
import static ghosthunter.hub.AttackedHub.lines;
import static ghosthunter.hub.AttackedHub.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.directory.EnrollmentToken;
import ghosthunter.hub.http.EnrollHandler;
import ghosthunter.hub.http.Exchanges;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who pretends to be somebody, against a running hub: refused with the documented status, and nothing is stored. */
class ForgeryAttackIT {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path dataDir;

    private AttackedHub hub;
    private Enrolled honest;
    private Enrolled other;
    private Exchanges.Signed exchange;
    private Map<String, Long> before;

    @BeforeEach
    void startHub() throws Exception {
        hub = AttackedHub.start(dataDir);
        honest = hub.hub.enroll(hub.database, "LOCKER-001");
        other = hub.hub.enroll(hub.database, "LOCKER-002");
        exchange = Exchanges.dropOffs(honest.hub(), honest.device(), honest.key(), "PKG-1", "PKG-2");
        before = hub.stored();
    }

    @AfterEach
    void nothingIsStoredAndTheHubIsUnharmed() throws Exception {
        assertThat(hub.stored()).isEqualTo(before);
        hub.isUnharmed();
        hub.close();
    }

    @Test
    void aForgedSignature() throws Exception {
        // Given
        String text = exchange.statement().text();
        String[] parts = text.split("\\.", -1);
        byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
        signature[10] ^= 1;
        String forged = parts[0] + "." + parts[1] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);

        // Then
        refused(hub.sync(bytes(forged + lines(exchange.body()))), ProblemType.SIGNATURE_INVALID);
        refused(
                hub.sync(bytes(parts[0] + "." + parts[1] + "." + lines(exchange.body()))),
                ProblemType.SIGNATURE_INVALID);
    }

    @Test
    void theStatementOfAnotherDevice() throws Exception {
        // Given
        Exchanges.Signed stolen = Exchanges.dropOffs(honest.hub(), honest.device(), other.key(), "PKG-1");
        byte[] payload = exchange.statement().payload();
        String mine = "{\"alg\":\"EdDSA\",\"typ\":\"gh-statement\",\"kid\":\""
                + honest.key().verifyKey().kid() + "\"}";
        String input = jws(mine, payload, new byte[0]);
        byte[] signature =
                other.key().sign(input.substring(0, input.length() - 1).getBytes(StandardCharsets.US_ASCII));

        // Then
        refused(hub.sync(stolen.body().getBytes()), ProblemType.UNKNOWN_DEVICE);
        refused(hub.sync(bytes(jws(mine, payload, signature) + lines(exchange.body()))), ProblemType.SIGNATURE_INVALID);
    }

    @Test
    void anAlteredLine() throws Exception {
        // Given
        String body = exchange.body().toString(StandardCharsets.UTF_8);

        // Then
        refused(hub.sync(bytes(body.replace("PKG-2", "PKG-9"))), ProblemType.HEADS_MISMATCH);
        refused(hub.sync(bytes(body.replace("PKG-2\",", "PKG-2\", "))), ProblemType.HEADS_MISMATCH);
    }

    @Test
    void aStatementWithoutASignatureAlgorithm() throws Exception {
        // Given
        byte[] payload = exchange.statement().payload();
        String kid = honest.key().verifyKey().kid();

        // Then
        for (String alg : List.of("none", "None", "NONE", "", "Ed25519ph", "ES256", "RS256")) {
            String header = "{\"alg\":\"" + alg + "\",\"typ\":\"gh-statement\",\"kid\":\"" + kid + "\"}";
            refused(
                    hub.sync(bytes(jws(header, payload, new byte[0]) + lines(exchange.body()))),
                    ProblemType.MALFORMED_BODY);
        }
    }

    @Test
    void aKeyThatIsTakenForAnother() throws Exception {
        // Given
        byte[] payload = exchange.statement().payload();
        String kid = honest.key().verifyKey().kid();
        byte[] publicKey =
                Base64.getUrlDecoder().decode(honest.key().verifyKey().jwk().getString("x"));
        String hs256 = "{\"alg\":\"HS256\",\"typ\":\"gh-statement\",\"kid\":\"" + kid + "\"}";
        SigningKey mine = SigningKey.generate(RANDOM);
        String embedded = new JsonObject()
                .put("alg", "EdDSA")
                .put("typ", "gh-statement")
                .put("kid", kid)
                .put("jwk", mine.verifyKey().jwk())
                .put("jku", "http://127.0.0.1:1/keys")
                .encode();
        String otherTyp = "{\"alg\":\"EdDSA\",\"typ\":\"gh-enroll\",\"kid\":\"" + kid + "\"}";

        // Then
        refused(
                hub.sync(bytes(jws(hs256, payload, hmac(publicKey, hs256, payload)) + lines(exchange.body()))),
                ProblemType.MALFORMED_BODY);
        refused(
                hub.sync(bytes(signed(embedded, payload, mine) + lines(exchange.body()))),
                ProblemType.SIGNATURE_INVALID);
        refused(
                hub.sync(bytes(signed(otherTyp, payload, honest.key()) + lines(exchange.body()))),
                ProblemType.MALFORMED_BODY);
    }

    @Test
    void aStatementForAnotherHub() throws Exception {
        // Given
        Exchanges.Signed foreign = Exchanges.dropOffs("hub-other", honest.device(), honest.key(), "PKG-1");

        // Then
        refused(hub.sync(foreign.body().getBytes()), ProblemType.WRONG_AUDIENCE);
    }

    @Test
    void anExpiredAReusedAndAGuessedToken() throws Exception {
        // Given
        EnrollmentToken expired = hub.token("LOCKER-003", Duration.ofMillis(1));
        EnrollmentToken spent = hub.token("LOCKER-004", Duration.ofMinutes(5));
        Enrolled first = hub.hub.enroll(new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-004")), spent);
        EnrollmentToken guessed = EnrollmentToken.generate(TenantId.DEFAULT, RANDOM);
        before = hub.stored();
        assertThat(first.key()).isNotNull();

        // Then
        await().untilAsserted(() -> refused(enroll(expired.text(), expired.hash()), ProblemType.TOKEN_REFUSED));
        refused(enroll(spent.text(), spent.hash()), ProblemType.TOKEN_REFUSED);
        refused(enroll(guessed.text(), guessed.hash()), ProblemType.TOKEN_REFUSED);
        refused(enroll(guessed.text(), spent.hash()), ProblemType.SIGNATURE_INVALID);
        refused(enroll("gh1.default.' OR 1=1 --", guessed.hash()), ProblemType.MALFORMED_BODY);
    }

    private HttpResponse<String> enroll(String token, Hash hash) throws Exception {
        SigningKey key = SigningKey.generate(RANDOM);
        byte[] proof = bytes(new JsonObject()
                .put("token", hash.toString())
                .put("jwk", key.verifyKey().jwk())
                .encode());
        return hub.post(
                "/v1/enroll",
                "application/json",
                bytes(new JsonObject()
                        .put("token", token)
                        .put(
                                "proof",
                                Jws.sign(EnrollHandler.PROOF_TYP, proof, key).text())
                        .encode()));
    }

    private static String signed(String header, byte[] payload, SigningKey key) {
        String input = jws(header, payload, new byte[0]);
        return jws(header, payload, key.sign(bytes(input.substring(0, input.length() - 1))));
    }

    private static byte[] hmac(byte[] secret, String header, byte[] payload) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        String input = jws(header, payload, new byte[0]);
        return mac.doFinal(bytes(input.substring(0, input.length() - 1)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
