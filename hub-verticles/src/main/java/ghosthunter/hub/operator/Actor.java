package ghosthunter.hub.operator;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who acts, as authenticated.
 *
 * @param kind how it was authenticated
 * @param name an operator's name, an API key's id and name, an issuer's subject, a user of the machine; for the audit
 * @param scope what it may do; null: nothing
 * @param session the session of an operator who signed in, else null
 */
public record Actor(
        Kind kind,
        String name,
        @Nullable Scope scope,
        @Nullable UUID session) {
    /** Somebody who is not signed in. */
    public static final Actor NOBODY = new Actor(Kind.NOBODY, "", null, null);

    /** How an actor was authenticated. */
    public enum Kind {
        /** By name and password. */
        OPERATOR,
        /** By an API key. */
        API_KEY,
        /** By the OpenID Connect issuer. */
        OIDC,
        /** By the machine: a command beside the hub. */
        COMMAND,
        /** Not at all. */
        NOBODY;

        /** The name in the audit. */
        public String slug() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A command of somebody who has the database. */
    public static Actor command(String user) {
        return new Actor(Kind.COMMAND, user, Scope.SYSTEM_ADMIN, null);
    }

    /** Whether it may do what the role may. */
    public boolean may(Role role) {
        return scope != null && scope.role().includes(role);
    }

    /** What it may do. */
    public Scope scopeOrThrow() {
        if (scope == null) {
            throw new IllegalStateException("nobody has no scope; the access rules let nobody through to here");
        }
        return scope;
    }
}
