package ghosthunter.edge.outbox;

import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.locker.CentreSettings;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The statements on {@code command} and {@code centre_settings}. */
final class CommandTable {
    /**
     * So many that are over are remembered. A command lives a day at most, so that one which comes again after so many others is
     * stale.
     */
    private static final int KEPT_MAX = 10_000;

    private final Sqlite sqlite;

    CommandTable(Sqlite sqlite) {
        this.sqlite = sqlite;
    }

    /** A command that was heard of, and until when it is good on which clock. */
    record Heard(String key, String boot, long untilUpMs) {}

    /** Notes those that were never heard of; of the others the first word counts. */
    Future<Void> hear(List<Heard> commands) {
        List<Tuple> rows = commands.stream()
                .map(command -> Tuple.of(command.key(), command.boot(), command.untilUpMs()))
                .toList();
        return sqlite.updateAll(
                "INSERT INTO command (key, boot, until_up_ms) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING", rows);
    }

    /** The one that waits for longest, by the index command_open. */
    Future<Optional<Heard>> next() {
        return sqlite.first(
                row -> new Heard(row.getString("key"), row.getString("boot"), row.getLong("until_up_ms")),
                "SELECT key, boot, until_up_ms FROM command WHERE state = 'waiting' ORDER BY no LIMIT 1");
    }

    Future<Void> start(String key) {
        return sqlite.update("UPDATE command SET state = 'started' WHERE key = ?", key)
                .mapEmpty();
    }

    Future<Void> end(String key) {
        return sqlite.update("UPDATE command SET state = 'ended' WHERE key = ?", key)
                .compose(ended -> sqlite.update("""
                        DELETE FROM command
                        WHERE state = 'ended' AND no <= (SELECT max(no) FROM command) - ?""", KEPT_MAX))
                .mapEmpty();
    }

    /** Those that began and have not ended, by the index command_open. */
    Future<List<String>> started() {
        return sqlite.list(row -> row.getString("key"), "SELECT key FROM command WHERE state = 'started' ORDER BY no");
    }

    Future<CentreSettings> settings() {
        return sqlite.first(row -> row.getString("settings"), "SELECT settings FROM centre_settings")
                .map(found -> CentreSettings.read(
                        JsonFields.parse("centre_settings", found.orElse("{}").getBytes(StandardCharsets.UTF_8))));
    }

    Future<Void> saveSettings(CentreSettings settings) {
        return sqlite.update(
                        "UPDATE centre_settings SET settings = ?",
                        settings.toJson().encode())
                .mapEmpty();
    }
}
