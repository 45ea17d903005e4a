package ghosthunter.hub.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who may run a server on a data directory: one process at a time. The kernel frees the lock when the process dies, however it
 * dies. The lock of a file is a process's, not a channel's, and closing any channel of that file frees it; so this process
 * remembers which directories it holds and never opens the file a second time.
 */
final class DataDirLock implements AutoCloseable {
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DataDirLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock; the directory is made where it is missing.
     *
     * @return the lock, or empty when another hub has it
     */
    static Optional<DataDirLock> tryAcquire(Path dataDir) throws IOException {
        Path file = Files.createDirectories(dataDir).toRealPath().resolve("hub.lock");
        if (!HELD_HERE.add(file)) {
            return Optional.empty();
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new DataDirLock(file, channel));
            }
        } catch (IOException e) {
            release(file, channel);
            throw e;
        }
        release(file, channel);
        return Optional.empty();
    }

    /** Whether somebody holds it now. */
    static boolean isHeld(Path dataDir) throws IOException {
        if (!Files.exists(dataDir.resolve("hub.lock"))) {
            return false;
        }
        Optional<DataDirLock> lock = tryAcquire(dataDir);
        lock.ifPresent(DataDirLock::close);
        return lock.isEmpty();
    }

    @Override
    public void close() {
        release(file, channel);
    }

    private static void release(Path file, @Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("a lock file that was open can be closed", e);
        } finally {
            HELD_HERE.remove(file);
        }
    }
}
