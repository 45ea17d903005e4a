package ghosthunter.edge.outbox;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.problem.Reason;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What is checked before a SQLite file is used. Blocks for a moment on the disk: only on the outbox's worker thread. */
final class StoreFiles {
    private StoreFiles() {}

    /** Makes the directory and takes the lock. */
    static OutboxLock lock(Path database) {
        Path directory = database.toAbsolutePath().getParent();
        try {
            if (directory != null && !Files.isDirectory(directory)) {
                Files.createDirectories(directory);
            }
        } catch (IOException e) {
            throw Problem.of(
                            ProblemType.STORAGE_FAILED,
                            directory + " cannot be made (" + Reason.of(e) + "): check SQLITE_PATH")
                    .exception(e);
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
