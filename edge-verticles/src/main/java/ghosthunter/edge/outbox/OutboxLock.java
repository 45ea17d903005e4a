package ghosthunter.edge.outbox;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.problem.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code <db>.lock} beside the SQLite file: who holds its lock is the sole owner. SQLite's own locks would let two
 * daemons take turns, each with its own idea of the exchange. The kernel frees the lock with the process, however it dies.
 * Its text tells commands of the same machine where the daemon is: {@code pid=… port=…}.
 */
public final class OutboxLock implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("\\bport=(\\d{1,5})\\b");

    private final FileChannel channel;
    private final FileLock lock;

    private OutboxLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /** The lock file of a database. */
    public static Path file(Path database) {
        return database.resolveSibling(database.getFileName() + ".lock");
    }

    /**
     * Takes the lock, or fails at once. Blocks for a moment on the disk.
     *
     * @throws ghosthunter.codecs.problem.ProblemException {@code unavailable} when another process has it, {@code
     *     storage-failed} when the file cannot be written
     */
    static OutboxLock take(Path database) {
        Path file = file(database);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw Problem.of(
                                ProblemType.UNAVAILABLE,
                                database + " is in use by another process ("
                                        + told(database).strip() + ")")
                        .exception();
            }
            OutboxLock taken = new OutboxLock(channel, lock);
            taken.write("pid=" + ProcessHandle.current().pid() + "\n");
            return taken;
        } catch (IOException e) {
            throw StoreFailure.notWritten(
                            database,
                            database + " cannot be opened, for " + file + " cannot be written (" + Reason.of(e) + ")")
                    .exception(e);
        }
    }

    private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** The local API's port that the owner told, if there is an owner's text at all. Whether it still lives, only asking it tells. */
    public static OptionalInt toldPort(Path database) {
        Matcher matcher = PORT.matcher(told(database));
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** Whether the process with this id is the one that the lock file names. */
    public static boolean isOwner(Path database, long pid) {
        return told(database).startsWith("pid=" + pid + " ");
    }

    private static String told(Path database) {
        try {
            return Files.readString(file(database), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }

    /** Tells the port of the local API. */
    void announce(int apiPort) {
        try {
            write("pid=" + ProcessHandle.current().pid() + " port=" + apiPort + "\n");
        } catch (IOException e) {
            throw Problem.of(ProblemType.STORAGE_FAILED, "the lock file cannot be written (" + Reason.of(e) + ")")
                    .exception(e);
        }
    }

    private void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        channel.truncate(0);
        while (bytes.hasRemaining()) {
            channel.write(bytes, bytes.position());
        }
    }

    /** Frees the lock. The file stays: removing it would let two processes lock two files of one name. */
    @Override
    public void close() {
        try (channel) {
            channel.truncate(0);
            lock.release();
        } catch (IOException e) {
            throw Problem.of(ProblemType.STORAGE_FAILED, "the lock file cannot be closed (" + Reason.of(e) + ")")
                    .exception(e);
        }
    }
}
