package ghosthunter.hub.operator;

import static ghosthunter.hub.operator.OperatorsUnderTest.MACHINE;
import static ghosthunter.hub.operator.OperatorsUnderTest.PASSWORD;
import static ghosthunter.hub.operator.OperatorsUnderTest.done;
import static ghosthunter.hub.operator.OperatorsUnderTest.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.change.TenantId;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorsIT {
    private static final TenantId A = TenantId.DEFAULT;
    private static final TenantId B = new TenantId("b");

    @TempDir
    private Path dataDir;

    private OperatorsUnderTest hub;
    private Actor adminOfA;

    @BeforeEach
    void open() throws Exception {
        hub = new OperatorsUnderTest(dataDir);
        hub.execute("INSERT INTO tenant (id, name) VALUES ('b', 'B')");
        adminOfA = hub.signedIn("admin-a", new Scope(Role.TENANT_ADMIN, A)).actor();
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void aTenantAdminGivesNoMoreThanItHasAndNowhereElse() {
        // Given
        Operators operators = hub.pool.operators();
        done(operators.add(MACHINE, new OperatorName("root"), PASSWORD, Scope.SYSTEM_ADMIN));
        done(operators.add(MACHINE, new OperatorName("vera-b"), PASSWORD, new Scope(Role.VIEWER, B)));
        OperatorName vera = new OperatorName("vera");

        // Then
        done(operators.add(adminOfA, vera, PASSWORD, new Scope(Role.VIEWER, A)));
        assertThat(problem(operators.add(adminOfA, new OperatorName("x"), PASSWORD, new Scope(Role.VIEWER, B))))
                .isEqualTo("forbidden");
        assertThat(problem(operators.add(adminOfA, new OperatorName("x"), PASSWORD, Scope.SYSTEM_ADMIN)))
                .isEqualTo("forbidden");
        assertThat(problem(operators.change(adminOfA, vera, new OperatorChange(Role.SYSTEM_ADMIN, null, null))))
                .isEqualTo("forbidden");
        assertThat(problem(operators.change(adminOfA, new OperatorName("vera-b"), OperatorChange.locked(true))))
                .isEqualTo("not-found");
        assertThat(problem(operators.change(adminOfA, new OperatorName("root"), OperatorChange.locked(true))))
                .isEqualTo("not-found");
        assertThat(problem(operators.remove(adminOfA, new OperatorName("vera-b"))))
                .isEqualTo("not-found");
        assertThat(done(operators.page(adminOfA.scopeOrThrow(), null, 100)))
                .extracting(row -> row.name().value())
                .containsExactly("admin-a", "vera");
        assertThat(done(operators.page(Scope.SYSTEM_ADMIN, new OperatorName("root"), 100)))
                .extracting(row -> row.name().value())
                .containsExactly("vera", "vera-b");
    }

    @Test
    void theLastSystemAdminStaysOne() {
        // Given
        Operators operators = hub.pool.operators();
        OperatorName root = new OperatorName("root");
        done(operators.add(MACHINE, root, PASSWORD, Scope.SYSTEM_ADMIN));

        // Then
        assertThat(problem(operators.remove(MACHINE, root))).isEqualTo("conflict");
        assertThat(problem(operators.change(MACHINE, root, OperatorChange.locked(true))))
                .isEqualTo("conflict");
        assertThat(problem(operators.change(MACHINE, root, new OperatorChange(Role.VIEWER, null, null))))
                .isEqualTo("conflict");
        done(operators.add(MACHINE, new OperatorName("second"), PASSWORD, Scope.SYSTEM_ADMIN));
        done(operators.change(MACHINE, root, new OperatorChange(Role.VIEWER, null, null)));
        assertThat(done(operators.one(Scope.SYSTEM_ADMIN, root)).scope()).isEqualTo(new Scope(Role.VIEWER, A));
        assertThat(problem(operators.remove(MACHINE, new OperatorName("second"))))
                .isEqualTo("conflict");
    }

    @Test
    void aNameIsGivenOnceAndATenantMustExist() {
        // Then
        assertThat(problem(hub.pool
                        .operators()
                        .add(MACHINE, new OperatorName("admin-a"), PASSWORD, new Scope(Role.VIEWER, A))))
                .isEqualTo("conflict");
        assertThat(problem(hub.pool
                        .operators()
                        .add(
                                MACHINE,
                                new OperatorName("x"),
                                PASSWORD,
                                new Scope(Role.VIEWER, new TenantId("nowhere")))))
                .isEqualTo("not-found");
    }

    @Test
    void aNewPasswordOfOnesOwnEndsTheOtherSessions() {
        // Given
        OperatorName name = new OperatorName("admin-a");
        Grant other = done(hub.pool.sessions().login("admin-a", PASSWORD));
        Grant own = done(hub.pool.sessions().login("admin-a", PASSWORD));
        String next = "another horse battery";
        var session = own.actor().session();
        assertThat(session).isNotNull();

        // When
        String wrong = problem(hub.pool.operators().changePassword(name, "not the old one", next, session));
        done(hub.pool.operators().changePassword(name, PASSWORD, next, session));

        // Then
        assertThat(wrong).isEqualTo("login-refused");
        assertThat(done(hub.pool.authenticator().authenticate(own.accessToken()))
                        .name())
                .isEqualTo("admin-a");
        assertThat(problem(hub.pool.authenticator().authenticate(other.accessToken())))
                .isEqualTo("unauthenticated");
        assertThat(problem(hub.pool.sessions().login("admin-a", PASSWORD))).isEqualTo("login-refused");
        done(hub.pool.sessions().login("admin-a", next));
    }

    @Test
    void anApiKeyWorksUntilItIsRevokedOrEnds() throws Exception {
        // Given
        ApiKeys keys = hub.pool.apiKeys();
        ApiKeys.Made key = done(keys.add(adminOfA, "the dashboard", new Scope(Role.VIEWER, A), null));
        ApiKeys.Made short_ = done(keys.add(adminOfA, "short", new Scope(Role.OPERATOR, A), Duration.ofHours(1)));
        Actor actor = done(hub.pool.authenticator().authenticate(key.key().text()));

        // When
        Actor adminOfB =
                hub.signedIn("admin-b", new Scope(Role.TENANT_ADMIN, B)).actor();
        String notTheirs = problem(keys.revoke(adminOfB, key.id()));
        done(keys.revoke(adminOfA, key.id()));
        hub.execute("UPDATE api_key SET expires_at = now() WHERE name = 'short'");

        // Then
        assertThat(actor.kind()).isEqualTo(Actor.Kind.API_KEY);
        assertThat(actor.name()).isEqualTo(key.id() + " the dashboard");
        assertThat(notTheirs).isEqualTo("not-found");
        assertThat(problem(hub.pool.authenticator().authenticate(key.key().text())))
                .isEqualTo("unauthenticated");
        assertThat(problem(hub.pool.authenticator().authenticate(short_.key().text())))
                .isEqualTo("unauthenticated");
        assertThat(problem(keys.add(adminOfA, "x", Scope.SYSTEM_ADMIN, null))).isEqualTo("forbidden");
        assertThat(problem(keys.add(adminOfA, "x", new Scope(Role.VIEWER, B), null)))
                .isEqualTo("forbidden");
        assertThat(problem(keys.add(adminOfA, "\n", new Scope(Role.VIEWER, A), null)))
                .isEqualTo("invalid-request");
        assertThat(done(keys.list(adminOfB.scopeOrThrow()))).isEmpty();
        assertThat(hub.one("SELECT query_to_xml('SELECT * FROM api_key', true, true, '')"))
                .doesNotContain(key.key().text().substring(5));
    }

    @Test
    void theAuditIsAppendOnlyAndEachTenantReadsItsOwn() {
        // Given
        Journal journal = hub.pool.journal();
        for (Actor actor : List.of(adminOfA, MACHINE)) {
            done(journal.write(new Journal.Entry(
                    RandomIds.next(hub.random),
                    Journal.Stage.ASKED,
                    actor,
                    "POST /v1/x",
                    new JsonObject().put("n", 1),
                    "127.0.0.1")));
        }

        // Then
        assertThatThrownBy(() -> hub.execute("UPDATE operator_event SET actor = 'x'"))
                .hasMessageContaining("append-only");
        assertThatThrownBy(() -> hub.execute("DELETE FROM operator_event")).hasMessageContaining("append-only");
        assertThatThrownBy(() -> hub.execute("TRUNCATE operator_event")).hasMessageContaining("append-only");
        assertThat(done(journal.page(adminOfA.scopeOrThrow(), Long.MAX_VALUE, 10)))
                .extracting(Journal.Stored::actor)
                .containsExactly("admin-a");
        assertThat(done(journal.page(Scope.SYSTEM_ADMIN, Long.MAX_VALUE, 10)))
                .extracting(Journal.Stored::actor)
                .containsExactly("test", "admin-a");
    }

    @Test
    void theAuditHoldsWhatPostgresCannot() {
        // Given
        JsonObject detail = new JsonObject()
                .put("name", "a\0b")
                .put("scope", new JsonObject().put("role", "x\0"))
                .put("status", 400);
        Journal journal = hub.pool.journal();

        // When
        done(journal.write(new Journal.Entry(
                RandomIds.next(hub.random), Journal.Stage.REFUSED, adminOfA, "POST /v1/x\0", detail, null)));

        // Then
        assertThat(done(journal.page(Scope.SYSTEM_ADMIN, Long.MAX_VALUE, 1)))
                .singleElement()
                .satisfies(written -> assertThat(written.detail().encode())
                        .isEqualTo("{\"name\":\"a\uFFFDb\",\"scope\":{\"role\":\"x\uFFFD\"},\"status\":400}"));
    }
}
