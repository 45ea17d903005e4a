package ghosthunter.hub.feed;

import java.util.List;

/**
 * A row of a mapped table that was written or removed.
 *
 * @param relation {@link Mapping#relation}
 * @param values of the columns of its key
 */
record MappedKey(String relation, List<String> values) {
    MappedKey {
        values = List.copyOf(values);
    }
}
