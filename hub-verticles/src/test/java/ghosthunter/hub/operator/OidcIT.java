package ghosthunter.hub.operator;

import static ghosthunter.hub.operator.OperatorsUnderTest.done;
import static ghosthunter.hub.operator.OperatorsUnderTest.problem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.TenantId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OidcIT {
    private static final Map<String, Role> ROLES =
            Map.of("lockers-view", Role.VIEWER, "lockers-ops", Role.OPERATOR, "it-admin", Role.SYSTEM_ADMIN);

    @TempDir
    private Path dataDir;

    private final Vertx vertx = Vertx.vertx();
    private TestIssuer issuer;
    private OperatorsUnderTest hub;

    @BeforeEach
    void open() {
        issuer = new TestIssuer(vertx);
        hub = new OperatorsUnderTest(dataDir, settings(null));
    }

    @AfterEach
    void close() {
        hub.close();
        issuer.close();
        done(vertx.close());
    }

    @Test
    void aTokenOfTheIssuerGivesTheHighestRoleOfItsClaim() {
        // When
        Actor ops = done(authenticate(issuer.token(issuer.claims())));
        Actor both = done(authenticate(issuer.token(
                issuer.claims().put("groups", new JsonArray().add("it-admin").add("lockers-view")))));
        Actor word = done(authenticate(issuer.token(issuer.claims().put("groups", "lockers-view"))));

        // Then
        assertThat(ops)
                .isEqualTo(new Actor(
                        Actor.Kind.OIDC, "4711 vera@city.example", new Scope(Role.OPERATOR, TenantId.DEFAULT), null));
        assertThat(both.scopeOrThrow()).isEqualTo(Scope.SYSTEM_ADMIN);
        assertThat(word.scopeOrThrow().role()).isEqualTo(Role.VIEWER);
    }

    @Test
    void aTokenWithoutARoleHereIsForbidden() {
        // Then
        assertThat(problem(authenticate(issuer.token(issuer.claims().put("groups", new JsonArray().add("staff"))))))
                .isEqualTo("forbidden");
        assertThat(problem(authenticate(issuer.token(issuer.claims().putNull("groups")))))
                .isEqualTo("forbidden");
    }

    @Test
    void aTokenThatIsNotForUsOrIsOldOrForgedIsNobodys() throws Exception {
        // Given
        JsonObject good = issuer.claims();
        JsonObject header = new JsonObject().put("alg", "RS256").put("kid", issuer.kid());
        JsonObject withoutAudience = good.copy();
        withoutAudience.remove("aud");
        JsonObject endless = good.copy();
        endless.remove("exp");
        List<String> refused = List.of(
                issuer.token(good.copy().put("aud", "another-program")),
                issuer.token(withoutAudience),
                issuer.token(good.copy().put("exp", good.getLong("iat") - 10)),
                issuer.token(endless),
                issuer.token(good.copy().put("sub", "")),
                TestIssuer.token(header, good, TestIssuer.rsa()),
                TestIssuer.part(new JsonObject().put("alg", "none")) + "." + TestIssuer.part(good) + ".",
                hmac(new JsonObject().put("alg", "HS256").put("kid", issuer.kid()), good),
                issuer.token(good.copy().put("iss", "http://127.0.0.1:1")));

        // Then
        for (int i = 0; i < refused.size(); i++) {
            assertThat(problem(authenticate(refused.get(i)))).as("token " + i).isEqualTo("unauthenticated");
        }
        assertThat(issuer.introspections).hasValue(0);
    }

    @Test
    void anOpaqueTokenNeverMakesTheHubAskItsIssuer() {
        // Given
        Actor unused = done(authenticate(issuer.token(issuer.claims())));

        // Then
        assertThat(problem(authenticate("opaque-token"))).isEqualTo("unauthenticated");
        String[] parts = issuer.token(issuer.claims()).split("\\.", -1);
        assertThat(problem(authenticate("e30." + parts[1] + ".AAAA"))).isEqualTo("unauthenticated");
        assertThat(issuer.introspections).hasValue(0);
        assertThat(issuer.discoveries).hasValue(1);
    }

    @Test
    void aNewKeyOfTheIssuerIsFoundAndTheOldOneIsNotGoodAnyMore() {
        // Given
        String old = issuer.token(issuer.claims());
        Actor before = done(authenticate(old));
        issuer.rotate();

        // When
        String tooSoon = problem(authenticate(issuer.token(issuer.claims())));
        hub.clockAheadS = 61;
        Actor after = done(authenticate(issuer.token(issuer.claims())));

        // Then
        assertThat(after).isEqualTo(before);
        assertThat(tooSoon).isEqualTo("unauthenticated");
        assertThat(problem(authenticate(old))).isEqualTo("unauthenticated");
    }

    @Test
    void theTenantComesFromItsClaimAndWithoutItNobodyGetsIn(@TempDir Path otherDir) {
        // Given
        try (OperatorsUnderTest strict = new OperatorsUnderTest(otherDir, settings("tenant"))) {
            // When
            Actor ofB = done(strict.pool
                    .authenticator()
                    .authenticate(issuer.token(issuer.claims().put("tenant", "b"))));
            String none = problem(strict.pool.authenticator().authenticate(issuer.token(issuer.claims())));
            String wrong = problem(strict.pool
                    .authenticator()
                    .authenticate(issuer.token(issuer.claims().put("tenant", "../b"))));

            // Then
            assertThat(ofB.scopeOrThrow()).isEqualTo(new Scope(Role.OPERATOR, new TenantId("b")));
            assertThat(List.of(none, wrong)).containsOnly("forbidden");
        }
    }

    @Test
    void anIssuerThatIsAwayLeavesLocalAccountsAlone() {
        // Given
        String token = issuer.token(issuer.claims());
        Grant local = hub.signedIn("vera", new Scope(Role.VIEWER, TenantId.DEFAULT));
        issuer.close();

        // When
        String away = problem(authenticate(token));
        Actor actor = done(authenticate(local.accessToken()));

        // Then
        assertThat(away).isEqualTo("unavailable");
        assertThat(actor.name()).isEqualTo("vera");
    }

    private Future<Actor> authenticate(String token) {
        return hub.pool.authenticator().authenticate(token);
    }

    private OperatorSettings settings(@Nullable String tenantClaim) {
        OperatorSettings standard = OperatorSettings.DEFAULT;
        return new OperatorSettings(
                standard.accessTokenS(),
                standard.refreshTokenS(),
                standard.sessionS(),
                new OidcSettings(issuer.url(), TestIssuer.CLIENT, "groups", ROLES, tenantClaim));
    }

    /** The attack that takes the issuer's public key for a shared secret. */
    private String hmac(JsonObject header, JsonObject claims) throws GeneralSecurityException {
        String signed = TestIssuer.part(header) + "." + TestIssuer.part(claims);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(issuer.publicKey().getEncoded(), "HmacSHA256"));
        return signed + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    }
}
