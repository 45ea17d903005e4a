package ghosthunter.edge.outbox;

import org.jspecify.annotations.Nullable;

/**
 * One entity as this device shows it: its own write while one is pending, else what the hub said.
 *
 * @param version the newest version at the hub that this device heard of, 0 for none; the {@code base} of its next change
 * @param dataJson the text of the data object; null where nothing was heard yet
 * @param isVisible whether it is there: neither deleted nor gone
 * @param pending changes of it that wait for their acknowledgement
 */
public record EntityRow(
        String type, String key, long version, @Nullable String dataJson, boolean isVisible, long pending) {}
