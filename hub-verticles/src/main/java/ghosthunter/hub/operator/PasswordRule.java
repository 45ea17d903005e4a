package ghosthunter.hub.operator;

import java.util.function.IntPredicate;

/** What a new password must be like. How long one may be at most, and how it is kept, is the same for all. */
public enum PasswordRule {
    /** Long: what a guesser pays for. */
    LONG,
    /** At least 8 characters with a capital, a small letter, a digit and something else: for people of a dialect that says so. */
    MIXED;

    private static final int MIXED_CHARS_MIN = 8;

    /**
     * Checks that a new password is one.
     *
     * @throws IllegalArgumentException if it is none; the message does not repeat it
     */
    public void check(String password) {
        PasswordHash.checkLength(password, this == LONG ? PasswordHash.CHARS_MIN : MIXED_CHARS_MIN);
        boolean mixed = has(password, Character::isUpperCase)
                && has(password, Character::isLowerCase)
                && has(password, Character::isDigit)
                && has(password, c -> !Character.isLetterOrDigit(c));
        if (this == MIXED && !mixed) {
            throw new IllegalArgumentException(
                    "a password has at least a capital, a small letter, a digit and a special character");
        }
    }

    private static boolean has(String password, IntPredicate kind) {
        return password.codePoints().anyMatch(kind);
    }
}
