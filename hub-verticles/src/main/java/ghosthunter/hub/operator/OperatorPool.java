package ghosthunter.hub.operator;

import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.PoolLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.InstantSource;

/** All that concerns operators, with the connections that it reads and writes through. */
public final class OperatorPool {
    private static final int WAITING_MAX = 1_024;

    private final Pool pool;
    private final PasswordWorker passwords;
    private final Bootstrap bootstrap;
    private final Sessions sessions;
    private final Operators operators;
    private final ApiKeys apiKeys;
    private final Journal journal;
    private final Authenticator authenticator;
    private final OperatorSecret secret;

    private OperatorPool(Vertx vertx, Pool pool, Opening opening) {
        Tables tables = new Tables(pool);
        SecureRandom random = opening.random();
        AccessTokens tokens = new AccessTokens(
                vertx,
                opening.secret().bytes(),
                opening.hub(),
                opening.settings().accessTokenS(),
                opening.clock());
        this.pool = pool;
        this.secret = opening.secret();
        this.passwords = new PasswordWorker(vertx, random);
        this.sessions = new Sessions(
                tables, new LockOut(tables, opening.secret().bytes()), passwords, tokens, opening.settings(), random);
        this.bootstrap = new Bootstrap(tables, passwords, random);
        this.operators = new Operators(tables, passwords, sessions);
        this.apiKeys = new ApiKeys(tables, random);
        this.journal = new SqlJournal(tables);
        OidcSettings oidc = opening.settings().oidc();
        this.authenticator = new BearerAuthenticator(
                apiKeys, sessions, oidc == null ? null : new OidcAuthenticator(vertx, oidc, opening.clock()));
    }

    /**
     * What it is opened with.
     *
     * @param hub the hub's id
     * @param secret of {@link SecretFile}
     * @param connections to the database
     */
    public record Opening(
            String hub,
            OperatorSecret secret,
            OperatorSettings settings,
            PoolLimits connections,
            InstantSource clock,
            SecureRandom random) {
        /** For a command: it signs nobody in, so it needs no secret. */
        public static Opening ofCommand(InstantSource clock, SecureRandom random) {
            byte[] noSecret = new byte[SecretFile.BYTES];
            random.nextBytes(noSecret);
            return new Opening(
                    "", new OperatorSecret(noSecret), OperatorSettings.DEFAULT, PoolLimits.ofCommand(), clock, random);
        }
    }

    /** Opens it; a connection is made when the first question comes. */
    public static OperatorPool open(Vertx vertx, DatabaseUrl url, Opening opening) {
        Pool pool = opening.connections().open(vertx, url, WAITING_MAX);
        return new OperatorPool(vertx, pool, opening);
    }

    /** The way to the first operator. */
    public Bootstrap bootstrap() {
        return bootstrap;
    }

    /** Signing in and out. */
    public Sessions sessions() {
        return sessions;
    }

    /** The operators. */
    public Operators operators() {
        return operators;
    }

    /** The keys of machines. */
    public ApiKeys apiKeys() {
        return apiKeys;
    }

    /** What everybody did. */
    public Journal journal() {
        return journal;
    }

    /** Who has a token. */
    public Authenticator authenticator() {
        return authenticator;
    }

    /** A secret of 32 bytes for a purpose; nodes with the same data directory have the same. */
    public byte[] secret(String purpose) {
        return secret.derived(purpose);
    }

    /** Closes the connections. */
    public Future<Void> close() {
        return passwords.close().eventually(pool::close);
    }
}
