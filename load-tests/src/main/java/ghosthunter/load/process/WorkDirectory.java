package ghosthunter.load.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A temporary directory in which child processes work. Deleted by {@link #close}, and when this virtual machine ends, also by
 * Ctrl-C: then after the child processes are gone. Blocking.
 */
public final class WorkDirectory implements AutoCloseable {
    /** Who still runs may add a file while the others are being deleted. */
    private static final int ROUNDS_MAX = 20;

    private final Path path;

    private WorkDirectory(Path path) {
        this.path = path;
        Survivors.add(this);
    }

    /**
     * Makes one in the system's temporary directory.
     *
     * @throws IOException if that cannot be written
     */
    public static WorkDirectory create(String prefix) throws IOException {
        return new WorkDirectory(Files.createTempDirectory(prefix));
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Deletes it with all that is in it; what cannot be deleted stays. May be called again. */
    @Override
    public void close() {
        for (int round = 0; round < ROUNDS_MAX && Files.exists(path); round++) {
            deepestFirst().forEach(WorkDirectory::delete);
        }
        Survivors.remove(this);
    }

    private List<Path> deepestFirst() {
        try (Stream<Path> tree = Files.walk(path)) {
            return tree.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException | UncheckedIOException changed) {
            return List.of();
        }
    }

    private static void delete(Path file) {
        try {
            boolean unused = Files.deleteIfExists(file);
        } catch (IOException inUse) {
            return; // The next round tries again.
        }
    }
}
