package ghosthunter.hub.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/** A small OpenID Connect issuer on a real port: discovery, keys, tokens with real signatures. Its keys rotate. */
final class TestIssuer implements AutoCloseable {
    static final String CLIENT = "ghosthunter";

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** How often somebody asked for each. */
    final AtomicInteger discoveries = new AtomicInteger();

    final AtomicInteger introspections = new AtomicInteger();

    private final HttpServer server;
    private volatile KeyPair keys = rsa();
    private final AtomicInteger generation = new AtomicInteger(1);

    TestIssuer(Vertx vertx) {
        this.server = OperatorsUnderTest.done(
                vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** From now on another key signs, and only that is in the set. */
    void rotate() {
        keys = rsa();
        generation.incrementAndGet();
    }

    /** Claims that are good. */
    JsonObject claims() {
        long nowS = Instant.now().getEpochSecond();
        return new JsonObject()
                .put("iss", url())
                .put("aud", CLIENT)
                .put("sub", "4711")
                .put("email", "vera@city.example")
                .put("groups", new JsonArray().add("staff").add("lockers-ops"))
                .put("iat", nowS)
                .put("exp", nowS + 300);
    }

    /** A token as this issuer signs it. */
    String token(JsonObject claims) {
        return token(new JsonObject().put("alg", "RS256").put("kid", kid()), claims, keys);
    }

    /** A token of anybody who has a key. */
    static String token(JsonObject header, JsonObject claims, KeyPair keys) {
        try {
            String signed = part(header) + "." + part(claims);
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform signs with RSA", e);
        }
    }

    static String part(JsonObject json) {
        return BASE64.encodeToString(json.encode().getBytes(UTF_8));
    }

    static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }

    String kid() {
        return "key-" + generation.get();
    }

    /** Its public key, as anybody can read it. */
    RSAPublicKey publicKey() {
        return (RSAPublicKey) keys.getPublic();
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/.well-known/openid-configuration" -> json(request, discovery());
            case "/keys" -> json(request, new JsonObject().put("keys", new JsonArray().add(jwk())));
            default -> {
                introspections.incrementAndGet();
                json(request, new JsonObject().put("active", true).put("sub", "4711"));
            }
        }
    }

    private JsonObject discovery() {
        discoveries.incrementAndGet();
        return new JsonObject()
                .put("issuer", url())
                .put("authorization_endpoint", url() + "/authorize")
                .put("token_endpoint", url() + "/token")
                .put("introspection_endpoint", url() + "/introspect")
                .put("userinfo_endpoint", url() + "/userinfo")
                .put("jwks_uri", url() + "/keys");
    }

    private JsonObject jwk() {
        RSAPublicKey key = publicKey();
        return new JsonObject()
                .put("kty", "RSA")
                .put("use", "sig")
                .put("alg", "RS256")
                .put("kid", kid())
                .put("n", number(key.getModulus()))
                .put("e", number(key.getPublicExponent()));
    }

    private static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        return BASE64.encodeToString(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    @CanIgnoreReturnValue
    private static boolean json(HttpServerRequest request, JsonObject body) {
        return request.response()
                .putHeader("Content-Type", "application/json")
                .end(body.toBuffer())
                .isComplete();
    }

    @Override
    public void close() {
        OperatorsUnderTest.done(server.close());
    }
}
