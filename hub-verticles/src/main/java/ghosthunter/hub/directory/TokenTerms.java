package ghosthunter.hub.directory;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token gives to the device that spends it.
 *
 * @param ttl how long the token is valid
 * @param kind what the device becomes, one of {@link #KINDS}; null leaves it as it is, a locker where it is new
 * @param group the group it belongs to from then on, 1 to 64 characters; null leaves it as it is
 */
public record TokenTerms(
        Duration ttl, @Nullable String kind, @Nullable String group) {
    /** The kinds of device. */
    public static final Set<String> KINDS = Set.of("locker", "terminal", "mobile");

    /** The longest life of a token. */
    public static final Duration TTL_MAX = Duration.ofDays(366);

    /** The life of a token when nobody says another. */
    public static final Duration TTL_DEFAULT = Duration.ofHours(24);

    private static final String GROUP = "[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}";

    public TokenTerms {
        if (ttl.compareTo(TTL_MAX) > 0) {
            throw new IllegalArgumentException("a token is valid for at most " + TTL_MAX.toDays() + " days");
        }
        if (kind != null && !KINDS.contains(kind)) {
            throw new IllegalArgumentException("a device is a locker, a terminal or a mobile");
        }
        if (group != null && !group.matches(GROUP)) {
            throw new IllegalArgumentException(
                    "a group has 1 to 64 letters, digits, spaces, dots, underscores or hyphens");
        }
    }

    /** A token that only enrolls. */
    public static TokenTerms of(Duration ttl) {
        return new TokenTerms(ttl, null, null);
    }
}
