package ghosthunter.codecs.change;

import java.util.Map;

/**
 * The entity types that the core knows and their lanes. All changes of one type are in one lane, so that changes of one key
 * never overtake each other.
 */
public final class EntityTypes {
    /** A package in a compartment: drop-off and pick-up. */
    public static final String PACKAGE = "package";

    /** The declaration that opens an epoch: its reason and its predecessor. */
    public static final String EPOCH = "epoch";

    private static final Map<String, Lane> LANES = Map.of(PACKAGE, Lane.CRITICAL, EPOCH, Lane.CRITICAL);

    private EntityTypes() {}

    /** The lane of a type; a type that is not known goes by {@link Lane#MEDIUM}. */
    public static Lane lane(String type) {
        return LANES.getOrDefault(type, Lane.MEDIUM);
    }
}
