package ghosthunter.edge.outbox;

import io.vertx.core.Future;
import java.util.List;

/** How the SQLite file is opened, and why (sqlite.org/pragma.html). Each is set and read back: a pragma never complains. */
final class Pragmas {
    /**
     * @param name of the pragma
     * @param value to set
     * @param readBack what the pragma must answer afterwards
     * @param why it is set so
     */
    record Pragma(String name, String value, String readBack, String why) {}

    static final List<Pragma> ALL = List.of(
            new Pragma("busy_timeout", "2000", "2000", """
                    Milliseconds. A person may hold the file with sqlite3 for a moment; the door waits no longer than that."""),
            new Pragma("journal_mode", "WAL", "wal", """
                    A commit appends to one file and syncs it once, where the rollback journal syncs twice and more; after a
                    power cut the log is replayed up to its last whole commit, and readers never block the writer."""),
            new Pragma("synchronous", "FULL", "2", """
                    With WAL, NORMAL syncs only at checkpoints and loses the newest commits in a power cut. The door says
                    "recorded" after a commit, so that every commit must be on the disk."""),
            new Pragma("foreign_keys", "ON", "1", """
                    Off by default. A change names its package row; neither may exist without the other."""),
            new Pragma("trusted_schema", "OFF", "0", """
                    A file that somebody else prepared must not call functions through its schema."""),
            new Pragma("cell_size_check", "ON", "1", """
                    Finds a damaged page when it is read, not when it has been used."""),
            new Pragma("journal_size_limit", "4194304", "4194304", """
                    Bytes. The log shrinks to this after a checkpoint: a locker's disk is small."""));

    private Pragmas() {}

    /** Sets all of them on the connection. */
    static Future<Void> apply(Sqlite sqlite) {
        Future<Void> done = Future.succeededFuture();
        for (Pragma pragma : ALL) {
            done = done.compose(before -> apply(sqlite, pragma));
        }
        return done;
    }

    private static Future<Void> apply(Sqlite sqlite, Pragma pragma) {
        return sqlite.run("PRAGMA " + pragma.name() + " = " + pragma.value())
                .compose(set -> sqlite.first(row -> String.valueOf(row.getValue(0)), "PRAGMA " + pragma.name()))
                .compose(now -> now.filter(pragma.readBack()::equals).isPresent()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new IllegalStateException("PRAGMA " + pragma.name() + " stays " + now)));
    }
}
