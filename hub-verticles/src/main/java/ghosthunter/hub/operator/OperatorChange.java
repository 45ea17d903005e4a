package ghosthunter.hub.operator;

import org.jspecify.annotations.Nullable;

/**
 * What to change of an operator; what is null stays.
 *
 * @param role the new role; without a change of tenant it stays in its own
 * @param password the new password; a secret
 * @param locked whether it may sign in
 */
public record OperatorChange(
        @Nullable Role role,
        @Nullable String password,
        @Nullable Boolean locked) {
    /** Only locks or unlocks. */
    public static OperatorChange locked(boolean locked) {
        return new OperatorChange(null, null, locked);
    }

    @Override
    public String toString() {
        return "OperatorChange[role=" + role + ", locked=" + locked + ", password "
                + (password == null ? "stays" : "new") + "]";
    }
}
