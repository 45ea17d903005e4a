package ghosthunter.hub.operator;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What somebody may do; each includes the ones before it. */
public enum Role {
    /** Nothing of the hub's own: people of a dialect, which has roles of its own for them. */
    GUEST,
    /** Reads. */
    VIEWER,
    /** Also acts on devices and packages: enrolls, revokes. */
    OPERATOR,
    /** Also manages the operators and API keys of its tenant and reads its audit. */
    TENANT_ADMIN,
    /** Everything, in every tenant. */
    SYSTEM_ADMIN;

    /** Whether this one may do what the other may. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** The name outside the program, such as {@code tenant-admin}. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads {@link #slug}.
     *
     * @throws IllegalArgumentException if it is no role
     */
    public static Role parse(String slug) {
        return Arrays.stream(values())
                .filter(role -> role.slug().equals(slug))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + Arrays.stream(values()).map(Role::slug).collect(Collectors.joining(", "))));
    }
}
