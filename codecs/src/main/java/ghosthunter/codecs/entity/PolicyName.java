package ghosthunter.codecs.entity;

import java.util.Locale;

/** How concurrent writes of an entity become one state. Chosen per entity type; the hub has one class for each. */
public enum PolicyName {
    /** What a device writes wins over the centre; of two devices the later wins. */
    TERMINAL_WINS,
    /** What the centre holds stays; only the centre itself changes it. */
    CENTRAL_WINS,
    /** The later write wins as a whole. */
    LAST_WRITER_WINS,
    /** The later write of each field wins. */
    FIELD_MERGE,
    /** What one side alone changed is taken; the same field changed on both sides is a conflict. */
    THREE_WAY,
    /** Fields that never fall; the rest by the later write. */
    MAX,
    /** A stock: deltas are facts, their sum is the count. */
    COUNTER,
    /** Written once, never changed. */
    APPEND_ONLY,
    /** A person decides each conflict. */
    MANUAL;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The word in the catalog, such as {@code last-writer-wins}. */
    public String word() {
        return word;
    }
}
