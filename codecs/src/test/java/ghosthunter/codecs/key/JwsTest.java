package ghosthunter.codecs.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.Vectors;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class JwsTest {
    private static final JsonObject FILE = Vectors.file("jws.json");
    private static final String TYP = FILE.getString("typ");
    private static final SigningKey KEY = signingKey(FILE.getJsonObject("key"));

    static Stream<JsonObject> vectors() {
        return Vectors.of(FILE);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void everyVectorIsJudgedAsExpected(JsonObject vector) {
        assertThat(judge(vector.getString("jws"))).as(vector.encode()).isEqualTo(vector.getString("expect"));
    }

    @Test
    void signingGivesTheTextOfTheVector() {
        // When
        Jws jws = Jws.sign(TYP, FILE.getString("payload").getBytes(StandardCharsets.UTF_8), KEY);

        // Then
        assertThat(jws.text())
                .isEqualTo(Vectors.of(FILE).findFirst().orElseThrow().getString("jws"));
        assertThat(jws.verifies(KEY.verifyKey())).isTrue();
        assertThat(Jws.parse(jws.text(), TYP).payload()).asString().isEqualTo(FILE.getString("payload"));
    }

    @Test
    void whatWasSignedCannotBeChangedAfterwards() {
        // Given
        byte[] payload = {'{', '}'};
        Jws jws = Jws.sign(TYP, payload, KEY);

        // When
        payload[0] = 'x';
        jws.payload()[0] = 'x';

        // Then
        assertThat(jws.payload()).asString().isEqualTo("{}");
    }

    @Test
    void theKeyIdIsTheThumbprintOfTheRfc() {
        // Given: RFC 8037, appendix A.3
        JsonObject jwk = new JsonObject()
                .put("kty", "OKP")
                .put("crv", "Ed25519")
                .put("x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");

        // Then
        assertThat(VerifyKey.ofJwk(jwk).kid()).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assertThat(VerifyKey.ofJwk(jwk).jwk()).isEqualTo(jwk);
    }

    @Test
    void aPrivateJwkIsReadBackAndItsHalvesMustBelongTogether() {
        // Given
        JsonObject jwk = KEY.privateJwk();
        JsonObject mixed = jwk.copy()
                .put("x", SigningKey.ofSeed(new byte[32]).verifyKey().jwk().getString("x"));

        // Then
        assertThat(SigningKey.ofJwk(jwk).verifyKey()).isEqualTo(KEY.verifyKey());
        assertThatThrownBy(() -> SigningKey.ofJwk(mixed)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SigningKey.ofJwk(KEY.verifyKey().jwk())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SigningKey.ofJwk(new JsonObject().put("d", "!")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(KEY.toString()).doesNotContain(jwk.getString("d"));
    }

    @Test
    void weakAndForeignKeysAreRefused() {
        assertThatThrownBy(() -> VerifyKey.of(new byte[32]))
                .as("small order")
                .isInstanceOf(IllegalArgumentException.class);
        byte[] one = new byte[32];
        one[0] = 1;
        assertThatThrownBy(() -> VerifyKey.of(one))
                .as("the neutral element")
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> VerifyKey.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        JsonObject jwk = KEY.verifyKey().jwk();
        for (JsonObject bad : new JsonObject[] {
            new JsonObject(),
            jwk.copy().put("kty", "EC"),
            jwk.copy().put("crv", "Ed448"),
            jwk.copy().put("x", 7),
            jwk.copy().put("x", "***"),
            jwk.copy().put("x", jwk.getString("x") + "=")
        }) {
            assertThatThrownBy(() -> VerifyKey.ofJwk(bad))
                    .as(bad.encode())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    static SigningKey signingKey(JsonObject json) {
        SigningKey key = SigningKey.ofSeed(Base64.getUrlDecoder().decode(json.getString("seed")));
        assertThat(key.verifyKey().jwk()).isEqualTo(json.getJsonObject("jwk"));
        assertThat(key.verifyKey().kid()).isEqualTo(json.getString("kid"));
        return key;
    }

    private static String judge(String text) {
        try {
            return Jws.parse(text, TYP).verifies(KEY.verifyKey()) ? "verifies" : "refused";
        } catch (ProblemException e) {
            assertThat(e.problem().type()).isEqualTo(ProblemType.MALFORMED_BODY);
            return "malformed";
        }
    }
}
