package ghosthunter.load.faults;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A disk of a few megabytes that a test can fill: a tmpfs, which gives the real ENOSPC. Mounting takes root. */
final class SmallDisk implements AutoCloseable {
    private static final long COMMAND_S_MAX = 20;
    private static final int CHUNK_BYTES = 4_096;

    private final Path root;

    private SmallDisk(Path root) {
        this.root = root;
    }

    /** Mounts it on a new directory. Where that is not allowed the test is skipped, and says so. */
    static SmallDisk mount(Path directory, int megabytes) throws IOException {
        Path root = Files.createDirectories(directory);
        boolean mounted =
                run(List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", root.toString()));
        Assumptions.assumeTrue(mounted, "a small disk cannot be mounted here; that takes root");
        return new SmallDisk(root);
    }

    /** Where its files are. */
    Path root() {
        return root;
    }

    /** Writes until not one byte more fits. */
    void fill() throws IOException {
        FileStore store = Files.getFileStore(root);
        byte[] chunk = new byte[CHUNK_BYTES];
        while (store.getUsableSpace() > 0) {
            var unused = Files.write(filler(), chunk, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** Gives the space back. */
    void free() throws IOException {
        Files.delete(filler());
    }

    /** Unmounts it, also when a file of it is still open somewhere. */
    @Override
    public void close() throws IOException {
        if (!run(List.of("umount", "--lazy", root.toString()))) {
            throw new IOException(root + " cannot be unmounted");
        }
    }

    private Path filler() {
        return root.resolve("filler");
    }

    private static boolean run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            return process.waitFor(COMMAND_S_MAX, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
