package ghosthunter.hub.operator;

import static ghosthunter.hub.operator.OperatorsUnderTest.HUB;
import static ghosthunter.hub.operator.OperatorsUnderTest.MACHINE;
import static ghosthunter.hub.operator.OperatorsUnderTest.PASSWORD;
import static ghosthunter.hub.operator.OperatorsUnderTest.done;
import static ghosthunter.hub.operator.OperatorsUnderTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.TenantId;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsIT {
    private static final Scope VIEWER = new Scope(Role.VIEWER, TenantId.DEFAULT);
    private static final String WRONG = "wrong horse battery";

    @TempDir
    private Path dataDir;

    private OperatorsUnderTest hub;

    @BeforeEach
    void open() {
        hub = new OperatorsUnderTest(dataDir);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void theBootstrapTokenMakesTheFirstAdminOnceAndNoSecretIsStored() throws Exception {
        // Given
        Secret token = done(hub.pool.bootstrap().token()).orElseThrow();
        OperatorName root = new OperatorName("root");

        // When
        done(hub.pool.bootstrap().redeem(token, root, PASSWORD));
        String again = problem(hub.pool.bootstrap().redeem(token, new OperatorName("second"), PASSWORD));
        Grant grant = done(hub.pool.sessions().login("root", PASSWORD));

        // Then
        assertThat(grant.actor().scopeOrThrow()).isEqualTo(Scope.SYSTEM_ADMIN);
        assertThat(again).isEqualTo("token-refused");
        assertThat(done(hub.pool.bootstrap().token())).isEqualTo(Optional.empty());
        String dump = hub.one("SELECT query_to_xml('SELECT * FROM operator, operator_refresh', true, true, '')");
        assertThat(dump).contains("root").doesNotContain(PASSWORD).doesNotContain(token.text());
        assertThat(dump).doesNotContain(grant.refresh().text().substring(5));
    }

    @Test
    void aBootstrapTokenThatWasReplacedOrGuessedOrIsOldIsRefused() throws Exception {
        // Given
        Secret replaced = done(hub.pool.bootstrap().token()).orElseThrow();
        Secret token = done(hub.pool.bootstrap().token()).orElseThrow();
        OperatorName root = new OperatorName("root");

        // Then
        assertThat(problem(hub.pool.bootstrap().redeem(replaced, root, PASSWORD)))
                .isEqualTo("token-refused");
        Secret guessed = Secret.generate(Secret.Kind.BOOTSTRAP, hub.random);
        assertThat(problem(hub.pool.bootstrap().redeem(guessed, root, PASSWORD)))
                .isEqualTo("token-refused");
        assertThat(problem(hub.pool.bootstrap().redeem(token, root, "short"))).isEqualTo("invalid-request");
        hub.execute("UPDATE operator_bootstrap SET expires_at = now()");
        assertThat(problem(hub.pool.bootstrap().redeem(token, root, PASSWORD))).isEqualTo("token-refused");
    }

    @Test
    void anAccessTokenNamesItsOperatorUntilItEnds() {
        // Given
        Grant grant = hub.signedIn("vera", VIEWER);

        // When
        Actor actor = done(hub.pool.authenticator().authenticate(grant.accessToken()));
        hub.clockAheadS = 601;
        String late = problem(hub.pool.authenticator().authenticate(grant.accessToken()));

        // Then
        assertThat(actor.name()).isEqualTo("vera");
        assertThat(actor.may(Role.VIEWER)).isTrue();
        assertThat(actor.may(Role.OPERATOR)).isFalse();
        assertThat(late).isEqualTo("unauthenticated");
    }

    @Test
    void aTokenThatWeDidNotSignIsNobodys() {
        // Given
        Grant grant = hub.signedIn("vera", VIEWER);
        String[] parts = grant.accessToken().split("\\.", -1);
        String none = base64("{\"alg\":\"none\",\"typ\":\"JWT\"}");
        byte[] otherSecret = new byte[64];
        AccessTokens other = new AccessTokens(hub.vertx, otherSecret, HUB, 600, InstantSource.system());
        AccessTokens otherHub =
                new AccessTokens(hub.vertx, hub.secret.bytes(), "hub-other", 600, InstantSource.system());
        UUID session = grant.actor().session();
        assertThat(session).isNotNull();
        List<String> forged = List.of(
                none + "." + parts[1] + ".",
                none + "." + parts[1],
                none + "." + parts[1] + "." + parts[2],
                parts[0] + "." + base64("{\"sub\":\"root\"}") + "." + parts[2],
                parts[0] + "." + parts[1] + "." + base64("x"),
                base64("{\"alg\":\"HS256\"}") + "." + parts[1] + "." + parts[2],
                base64("{\"alg\":\"RS256\"}") + "." + parts[1] + "." + parts[2],
                base64("{\"alg\":7}") + "." + parts[1] + "." + parts[2],
                base64("[]") + "." + base64("[]") + ".x",
                other.issue(new OperatorName("vera"), session),
                otherHub.issue(new OperatorName("vera"), session),
                "",
                "..",
                "\u0000",
                "ghk1.",
                "x".repeat(100_000),
                Secret.generate(Secret.Kind.API_KEY, hub.random).text());

        // Then
        for (String token : forged) {
            assertThat(problem(hub.pool.authenticator().authenticate(token)))
                    .as(token.length() > 200 ? "a long one" : token)
                    .isEqualTo("unauthenticated");
        }
    }

    @Test
    void onlyTheOneTextOfATokenIsGood() {
        // Given
        String token = hub.signedIn("vera", VIEWER).accessToken();
        char last = token.charAt(token.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        String head = token.substring(0, token.length() - 1);

        // Then
        for (char other : alphabet.replace(String.valueOf(last), "").toCharArray()) {
            assertThat(problem(hub.pool.authenticator().authenticate(head + other)))
                    .isEqualTo("unauthenticated");
        }
        assertThat(problem(hub.pool.authenticator().authenticate(token + "=="))).isEqualTo("unauthenticated");
        assertThat(done(hub.pool.authenticator().authenticate(token)).name()).isEqualTo("vera");
    }

    @Test
    void afterALogOutNeitherTokenIsGood() {
        // Given
        Grant grant = hub.signedIn("vera", VIEWER);
        UUID session = grant.actor().session();
        assertThat(session).isNotNull();

        // When
        done(hub.pool.sessions().logout(session));

        // Then
        assertThat(problem(hub.pool.authenticator().authenticate(grant.accessToken())))
                .isEqualTo("unauthenticated");
        assertThat(problem(hub.pool.sessions().refresh(grant.refresh()))).isEqualTo("login-refused");
    }

    @Test
    void aRefreshTokenThatComesTwiceEndsItsSession() {
        // Given
        Grant first = hub.signedIn("vera", VIEWER);
        Grant second = done(hub.pool.sessions().refresh(first.refresh()));
        Actor fresh = done(hub.pool.authenticator().authenticate(second.accessToken()));

        // When
        String stolen = problem(hub.pool.sessions().refresh(first.refresh()));

        // Then
        assertThat(fresh.name()).isEqualTo("vera");
        assertThat(stolen).isEqualTo("login-refused");
        assertThat(problem(hub.pool.sessions().refresh(second.refresh()))).isEqualTo("login-refused");
        assertThat(problem(hub.pool.authenticator().authenticate(second.accessToken())))
                .isEqualTo("unauthenticated");
        Grant again = done(hub.pool.sessions().login("vera", PASSWORD));
        assertThat(again.actor().name()).isEqualTo("vera");
    }

    @Test
    void fiveFailuresLockOutWhetherTheNameExistsOrNot() throws Exception {
        // Given
        Grant unused = hub.signedIn("vera", VIEWER);

        // When
        List<String> known = failures("vera");
        List<String> unknown = failures("nobody-of-that-name");
        List<String> noName = failures("Nobody' OR 1=1 --\u0000");
        String rightPassword = problem(hub.pool.sessions().login("vera", PASSWORD));

        // Then
        assertThat(known)
                .containsExactly(
                        "login-refused",
                        "login-refused",
                        "login-refused",
                        "login-refused",
                        "login-refused",
                        "locked-out");
        assertThat(unknown).isEqualTo(known);
        assertThat(noName).isEqualTo(known);
        assertThat(rightPassword).isEqualTo("locked-out");
        assertThat(hub.one("SELECT count(*) FROM login_failure")).isEqualTo("3");
    }

    @Test
    void theWaitGrowsAndARightPasswordEndsIt() throws Exception {
        // Given
        Grant unused = hub.signedIn("vera", VIEWER);
        List<String> first = failures("vera");
        List<Long> waits = new ArrayList<>();

        // When
        for (int i = 0; i < 7; i++) {
            waits.add(Math.round(Double.parseDouble(
                    hub.one("SELECT extract(epoch FROM locked_until - last_at) FROM login_failure"))));
            hub.execute("UPDATE login_failure SET locked_until = now()");
            assertThat(problem(hub.pool.sessions().login("vera", WRONG))).isEqualTo("login-refused");
        }
        hub.execute("UPDATE login_failure SET locked_until = now()");
        Grant grant = done(hub.pool.sessions().login("vera", PASSWORD));

        // Then
        assertThat(first).endsWith("locked-out");
        assertThat(waits).containsExactly(30L, 60L, 120L, 240L, 480L, 900L, 900L);
        assertThat(grant.actor().name()).isEqualTo("vera");
        assertThat(hub.one("SELECT count(*) FROM login_failure")).isEqualTo("0");
    }

    @Test
    void guessesInParallelCountToo() {
        // Given
        Grant unused = hub.signedIn("vera", VIEWER);
        List<Future<Grant>> guesses = new ArrayList<>();

        // When
        for (int i = 0; i < 20; i++) {
            guesses.add(hub.pool.sessions().login("vera", WRONG));
        }
        List<String> answers = guesses.stream().map(OperatorsUnderTest::problem).toList();

        // Then
        assertThat(answers).filteredOn("login-refused"::equals).hasSize(5);
        assertThat(answers).filteredOn("locked-out"::equals).hasSize(15);
    }

    @Test
    void aLockedOperatorIsOutAtOnce() {
        // Given
        Grant grant = hub.signedIn("vera", VIEWER);
        OperatorName vera = new OperatorName("vera");

        // When
        done(hub.pool.operators().change(MACHINE, vera, OperatorChange.locked(true)));

        // Then
        assertThat(problem(hub.pool.authenticator().authenticate(grant.accessToken())))
                .isEqualTo("unauthenticated");
        assertThat(problem(hub.pool.sessions().refresh(grant.refresh()))).isEqualTo("login-refused");
        assertThat(problem(hub.pool.sessions().login("vera", PASSWORD))).isEqualTo("login-refused");
        done(hub.pool.operators().change(MACHINE, vera, OperatorChange.locked(false)));
        assertThat(done(hub.pool.sessions().login("vera", PASSWORD)).actor().name())
                .isEqualTo("vera");
    }

    private List<String> failures(String name) {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            answers.add(problem(hub.pool.sessions().login(name, WRONG)));
        }
        return answers;
    }

    private static String base64(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
