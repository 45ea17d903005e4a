package ghosthunter.hub.dialect;

import ghosthunter.codecs.change.TenantId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which dialects are on, and how each is served. {@code conf/hub.yaml} explains each.
 *
 * @param on by name
 */
public record DialectSettings(Map<String, One> on) {
    /** None. */
    public static final DialectSettings NONE = new DialectSettings(Map.of());

    public DialectSettings {
        on = Map.copyOf(on);
    }

    /**
     * One dialect that is on.
     *
     * @param tenant whose its clients are, where they do not say it themselves
     * @param port of a listener of its own, beside the one that all share; null: none; 0: any free one
     * @param jwtSecret of the tokens that another system issues; null: the hub issues them
     * @param origins the sites whose pages may ask from a browser, beside the hub's own
     * @param flags what else is allowed by name, such as {@code trust-user-header}
     * @param numbers what else is set, by the name of the {@link NumberKey}; those that are not there are as by themselves
     */
    public record One(
            TenantId tenant,
            @Nullable Integer port,
            @Nullable TokenSecret jwtSecret,
            Set<String> origins,
            Set<String> flags,
            Map<String, Long> numbers) {
        /** By itself. */
        public static final One DEFAULT = new One(TenantId.DEFAULT, null, null, Set.of(), Set.of());

        public One {
            origins = Set.copyOf(origins);
            flags = Set.copyOf(flags);
            numbers = Map.copyOf(numbers);
        }

        /** With no number but those by themselves. */
        public One(
                TenantId tenant,
                @Nullable Integer port,
                @Nullable TokenSecret jwtSecret,
                Set<String> origins,
                Set<String> flags) {
            this(tenant, port, jwtSecret, origins, flags, Map.of());
        }

        /** What a number is set to. */
        public long number(NumberKey number) {
            return numbers.getOrDefault(number.name(), number.byItself());
        }
    }

    /**
     * A number that can be set.
     *
     * @param name its key below the name of the dialect
     * @param byItself what it is where nothing is said
     */
    public record NumberKey(String name, long byItself, long min, long max) {}

    /** How a dialect is served, or empty: it is off. */
    public Optional<One> of(String name) {
        return Optional.ofNullable(on.get(name));
    }
}
