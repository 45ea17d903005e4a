package ghosthunter.edge.outbox;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The versions of the schema: {@code PRAGMA user_version} says how many of the migrations the file has. Forward only; each
 * runs with its new version number in one transaction.
 */
final class Schema {
    private static final List<String> MIGRATIONS =
            List.of("V001__outbox.sql", "V002__mirror.sql", "V003__commands.sql");

    private static final Pattern STATEMENT_END = Pattern.compile(";\\s*\n");

    private Schema() {}

    /** Refuses the file of another program before anything in it is touched; an empty one is ours. */
    static Future<Void> requireOurs(Sqlite sqlite, Path file) {
        return sqlite.list(
                        row -> row.getString("name"),
                        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
                .compose(tables -> tables.isEmpty() || tables.contains("outbox")
                        ? Future.succeededFuture()
                        : Future.failedFuture(foreign(file, tables.contains("package"))));
    }

    private static Throwable foreign(Path file, boolean old) {
        String what = old
                ? " is the file of the old locker software: set another SQLITE_PATH, then run 'edge.jar import " + file
                        + "'"
                : " is the database of another program: set another SQLITE_PATH";
        return Problem.of(ProblemType.STORAGE_FAILED, file + what).exception();
    }

    /** Brings the file to the newest version. Fails on a file that a newer program wrote. */
    static Future<Void> migrate(Sqlite sqlite, Path file) {
        return sqlite.first(row -> row.getInteger(0), "PRAGMA user_version")
                .compose(version -> migrate(sqlite, file, version.orElse(0)));
    }

    private static Future<Void> migrate(Sqlite sqlite, Path file, int version) {
        if (version > MIGRATIONS.size()) {
            return Future.failedFuture(StoreFailure.newer(file, version, MIGRATIONS.size()));
        }
        Future<Void> done = Future.succeededFuture();
        for (int next = version + 1; next <= MIGRATIONS.size(); next++) {
            int target = next;
            done = done.compose(before -> sqlite.inTransaction(() -> apply(sqlite, target)));
        }
        return done;
    }

    private static Future<Void> apply(Sqlite sqlite, int version) {
        Future<Void> done = Future.succeededFuture();
        for (String statement : STATEMENT_END.split(read(MIGRATIONS.get(version - 1)), -1)) {
            if (!statement.isBlank()) {
                done = done.compose(before -> sqlite.run(statement).mapEmpty());
            }
        }
        return done.compose(
                before -> sqlite.run("PRAGMA user_version = " + version).mapEmpty());
    }

    private static String read(String name) {
        try (InputStream stream = Schema.class.getResourceAsStream("/db/edge/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("the program lacks its own migration " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
