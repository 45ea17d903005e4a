package ghosthunter.edge.outbox;

import ghosthunter.codecs.change.Epoch;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The statements on {@code pull_state}: one row. */
final class PullTable {
    private final Sqlite sqlite;

    PullTable(Sqlite sqlite) {
        this.sqlite = sqlite;
    }

    /**
     * Where the next pull goes on.
     *
     * @param cursor null where everything is to be read
     * @param scanId the scan under way, or null
     */
    record State(@Nullable String cursor, @Nullable String scanId) {}

    /** The state in this epoch; another epoch reads everything anew. */
    Future<State> read(Epoch epoch) {
        return sqlite.first(
                        row -> new State(row.getString("cursor"), row.getString("scan_id")),
                        "SELECT cursor, scan_id FROM pull_state WHERE epoch = ?",
                        epoch.toString())
                .map(found -> found.orElse(new State(null, null)));
    }

    /** Keeps it. */
    Future<Void> save(Epoch epoch, State state) {
        return sqlite.update(
                        "UPDATE pull_state SET epoch = ?, cursor = ?, scan_id = ?",
                        epoch.toString(),
                        state.cursor(),
                        state.scanId())
                .mapEmpty();
    }

    /** The hub lost changes: everything is to be read anew once it has them again. */
    Future<Void> rereadLater() {
        return sqlite.update("UPDATE pull_state SET reread = 1").mapEmpty();
    }

    /** Reads everything anew if that was due, and no change of an entity is pending. */
    Future<Void> rereadIfDue() {
        return sqlite.update("""
                        UPDATE pull_state SET cursor = NULL, scan_id = NULL, reread = 0
                        WHERE reread = 1 AND NOT EXISTS (SELECT 1 FROM entity WHERE pending > 0)""").mapEmpty();
    }
}
