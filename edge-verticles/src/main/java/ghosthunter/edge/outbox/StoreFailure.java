package ghosthunter.edge.outbox;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Turns what SQLite reports into the problem that a person reads. Asks the disk how much is free where that decides. */
final class StoreFailure {
    /** Less than this is no space: a page of SQLite and one of its shared memory. */
    private static final long FULL_BYTES = 64 << 10;

    /** A problem's detail is short: what SQLite found must leave room for what to do. */
    private static final int WHAT_CHARS_MAX = 50;

    private StoreFailure() {}

    /** The problem of a failure of SQLite; any other throwable as it is. */
    static Throwable problem(Path file, Throwable cause) {
        SQLiteException failure = sqlite(cause);
        if (failure == null) {
            return cause;
        }
        SQLiteErrorCode code = failure.getResultCode();
        // The low byte of an extended result code is the primary one (sqlite.org/rescode.html).
        return switch (primary(code.code & 0xff)) {
            case FULL -> Problem.of(ProblemType.STORAGE_FULL, full(file)).exception(cause);
            case CORRUPT, NOTADB -> damaged(file, String.valueOf(code), cause);
            case READONLY, CANTOPEN, PERM, AUTH ->
                failed(file + " cannot be written (" + code + "): check the path and its permissions", cause);
            case BUSY, LOCKED -> failed(file + " is locked by another program (" + code + ")", cause);
            default ->
                notWritten(file, file + " cannot be used (" + code + "): " + failure.getMessage())
                        .exception(cause);
        };
    }

    /** The problem that something beside the database cannot be written. */
    static Problem notWritten(Path file, String otherwise) {
        return isDiskFull(file)
                ? Problem.of(ProblemType.STORAGE_FULL, full(file))
                : Problem.of(ProblemType.STORAGE_FAILED, otherwise);
    }

    private static String full(Path file) {
        return "the disk is full: nothing was recorded in " + file;
    }

    /** The text of the system's error depends on the language, and a failed mapping of memory does not tell its reason. */
    private static boolean isDiskFull(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            return false;
        }
        try {
            FileStore disk = Files.getFileStore(directory);
            return disk.getTotalSpace() > 0 && disk.getUsableSpace() < FULL_BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    /** The problem that the file's own content is not as this program wrote it. */
    static Throwable damaged(Path file, String what, @org.jspecify.annotations.Nullable Throwable cause) {
        String cut = what.length() > WHAT_CHARS_MAX ? what.substring(0, WHAT_CHARS_MAX) + "…" : what;
        return failed(
                file + " is damaged or no database (" + cut + "): stop the daemon, move the file away with its -wal and"
                        + " -shm and keep them, for what was pending is only there; then start again, key and enrollment"
                        + " still count",
                cause);
    }

    /** The problem that a newer program wrote the file. */
    static Throwable newer(Path file, int version, int known) {
        return failed(
                file + " was written by a newer version of this program (schema " + version + ", this one knows "
                        + known + "): run that version",
                null);
    }

    private static Throwable failed(String detail, @org.jspecify.annotations.Nullable Throwable cause) {
        return Problem.of(ProblemType.STORAGE_FAILED, detail).exception(cause);
    }

    private static Primary primary(int code) {
        for (Primary known : Primary.values()) {
            if (known.code.code == code) {
                return known;
            }
        }
        return Primary.OTHER;
    }

    private static @org.jspecify.annotations.Nullable SQLiteException sqlite(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof SQLiteException found) {
                return found;
            }
        }
        return null;
    }

    private enum Primary {
        FULL(SQLiteErrorCode.SQLITE_FULL),
        CORRUPT(SQLiteErrorCode.SQLITE_CORRUPT),
        NOTADB(SQLiteErrorCode.SQLITE_NOTADB),
        READONLY(SQLiteErrorCode.SQLITE_READONLY),
        CANTOPEN(SQLiteErrorCode.SQLITE_CANTOPEN),
        PERM(SQLiteErrorCode.SQLITE_PERM),
        AUTH(SQLiteErrorCode.SQLITE_AUTH),
        BUSY(SQLiteErrorCode.SQLITE_BUSY),
        LOCKED(SQLiteErrorCode.SQLITE_LOCKED),
        OTHER(SQLiteErrorCode.UNKNOWN_ERROR);

        private final SQLiteErrorCode code;

        Primary(SQLiteErrorCode code) {
            this.code = code;
        }
    }
}
