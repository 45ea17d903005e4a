package ghosthunter.codecs.change;

/**
 * The tenant that a device belongs to.
 *
 * @param value 1 to 64 characters of {@code [A-Za-z0-9._-]}, starting with a letter or digit
 */
public record TenantId(String value) implements Comparable<TenantId> {
    /** The tenant of an installation that has only one. */
    public static final TenantId DEFAULT = new TenantId("default");

    public TenantId {
        Names.check("tenant", value);
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
