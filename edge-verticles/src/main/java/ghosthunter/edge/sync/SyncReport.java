package ghosthunter.edge.sync;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link SyncCommand.SyncNow} achieved. Immutable; travels on the event bus as it is.
 *
 * @param synced tracking ids of packages that have become synced, in the order of their receipts
 * @param pending changes still without an acknowledgement
 * @param error why it ended early, one sentence; null when everything was acknowledged
 */
public record SyncReport(
        List<String> synced, long pending, @Nullable String error) {
    public SyncReport {
        synced = List.copyOf(synced);
    }
}
