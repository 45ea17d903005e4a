package ghosthunter.codecs.key;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * A small text file that its owner alone may read (mode 0600) and that is there whole or not at all, whenever the power goes:
 * written beside, synced, renamed, and the directory synced. Blocking.
 */
public final class PrivateFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int SIZE_BYTES_MAX = 64 * 1024;

    private final Path path;

    public PrivateFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /**
     * The text, or nothing when there is no such file.
     *
     * @throws IOException if it cannot be read, or is too large to be one of ours
     */
    public Optional<String> read() throws IOException {
        try {
            if (Files.size(path) > SIZE_BYTES_MAX) {
                throw new IOException(path + " has more than " + SIZE_BYTES_MAX + " bytes");
            }
            return Optional.of(Files.readString(path, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether nobody but its owner may read or write it; so it is where a file system knows no such difference. */
    public boolean isPrivate() throws IOException {
        return ownerOnly(directory()).length == 0 || OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path));
    }

    /** Writes it in place of what was there. */
    public void write(String text) throws IOException {
        Path written = writeBeside(text);
        try {
            Path unused = Files.move(written, path, StandardCopyOption.ATOMIC_MOVE);
            syncDirectory();
        } finally {
            boolean unused = Files.deleteIfExists(written);
        }
    }

    /**
     * Writes it unless it is there: of two that try at once, one wins.
     *
     * @return whether it was written
     */
    public boolean writeIfAbsent(String text) throws IOException {
        Path written = writeBeside(text);
        try {
            Path unused = Files.createLink(path, written);
            syncDirectory();
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            boolean unused = Files.deleteIfExists(written);
        }
    }

    /** Puts it in place of another, in one step; nothing happens when it is not there. */
    public void moveTo(PrivateFile other) throws IOException {
        try {
            Path unused = Files.move(path, other.path, StandardCopyOption.ATOMIC_MOVE);
            syncDirectory();
        } catch (NoSuchFileException e) {
            // Somebody else has done so.
        }
    }

    /** Removes it, if it is there. */
    public void remove() throws IOException {
        if (Files.deleteIfExists(path)) {
            syncDirectory();
        }
    }

    private Path writeBeside(String text) throws IOException {
        Path directory = Files.createDirectories(directory());
        Path written = Files.createTempFile(directory, "." + path.getFileName(), ".tmp", ownerOnly(directory));
        try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                int unused = channel.write(bytes);
            }
            channel.force(true);
            return written;
        } catch (IOException e) {
            boolean unused = Files.deleteIfExists(written);
            throw e;
        }
    }

    private void syncDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory(), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path directory() {
        Path parent = path.getParent();
        return parent == null ? path.toAbsolutePath().getRoot() : parent;
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) throws IOException {
        boolean posix = Files.getFileStore(directory).supportsFileAttributeView("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }
}
