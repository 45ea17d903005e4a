package ghosthunter.edge.outbox;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What is checked before a SQLite file is used. Blocks for a moment on the disk: only on the outbox's worker thread. */
final class StoreFiles {
    private StoreFiles() {}

    /** Takes the lock. A directory is never made: a path that was mistyped would swallow packages. */
    static OutboxLock lock(Path database) {
        Path directory = database.toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            throw Problem.of(
                            ProblemType.STORAGE_FAILED,
                            "there is no directory " + directory + ": make it, or check SQLITE_PATH")
                    .exception();
        }
        return OutboxLock.take(database);
    }

    /** Refuses what is not ours, sets the pragmas, looks for damage and brings the schema to the newest version. */
    static Future<Void> check(Sqlite sqlite, Path database) {
        return Schema.requireOurs(sqlite, database)
                .compose(ours -> Pragmas.apply(sqlite))
                .compose(set -> sqlite.first(row -> row.getString(0), "PRAGMA quick_check(1)"))
                .compose(found -> found.filter("ok"::equals).isPresent()
                        ? Schema.migrate(sqlite, database)
                        : Future.failedFuture(StoreFailure.damaged(database, told(found), null)))
                .recover(cause -> Future.failedFuture(StoreFailure.problem(database, cause)));
    }

    /** What the check found, in one line. */
    private static String told(Optional<String> found) {
        return found.orElse("quick_check is silent").replaceAll("\\s+", " ");
    }
}
