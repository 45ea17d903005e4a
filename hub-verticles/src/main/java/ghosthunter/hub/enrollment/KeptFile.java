package ghosthunter.hub.enrollment;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.problem.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code kept.ndjson} in DATA_DIR: append-only, synced, readable by its owner alone. It lies outside the database, so that one
 * restored from an old dump lets nobody back in. A line that a power cut left half is cut off, for nobody was told that it
 * counts; anything else that cannot be read stops the hub. Several processes may write: each takes the lock of the file and
 * first reads what others added. Blocks.
 */
public final class KeptFile {
    /** The name of the file. */
    public static final String NAME = "kept.ndjson";

    private static final FileAttribute<?> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<StandardOpenOption> OPEN =
            EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    /** A lock of the file is the process's, not this object's: two of them in one process take turns here. */
    private static final Object PROCESS = new Object();

    private final Path path;
    private final Map<String, KeptFact> known = new LinkedHashMap<>();
    private long readBytes;
    private long lines;

    public KeptFile(Path dataDir) {
        this.path = dataDir.resolve(NAME);
    }

    /**
     * Everything that is kept, in order.
     *
     * @throws ProblemException if it cannot be read or is damaged
     */
    public synchronized List<KeptFact> facts() {
        locked(channel -> {});
        return List.copyOf(known.values());
    }

    /**
     * Keeps what is not kept yet.
     *
     * @throws ProblemException if it cannot be written, or is damaged
     */
    public synchronized void append(Collection<KeptFact> facts) {
        locked(channel -> write(channel, facts));
    }

    private interface Work {
        void on(FileChannel channel) throws IOException;
    }

    private void locked(Work work) {
        synchronized (PROCESS) {
            lockedAlone(work);
        }
    }

    private void lockedAlone(Work work) {
        try {
            Path unused = Files.createDirectories(path.toAbsolutePath().getParent());
            boolean made = !Files.exists(path);
            try (FileChannel channel = FileChannel.open(path, OPEN, MODE);
                    FileLock lock = channel.lock()) {
                if (!lock.isValid()) {
                    throw new IOException("its lock was lost");
                }
                catchUp(channel);
                work.on(channel);
            }
            if (made) {
                syncDirectory();
            }
        } catch (IOException e) {
            throw problem("cannot be read or written: " + Reason.withFile(e), e);
        }
    }

    private void catchUp(FileChannel channel) throws IOException {
        if (channel.size() < readBytes) {
            // Somebody put a backup in its place.
            known.clear();
            readBytes = 0;
            lines = 0;
        }
        ByteBuffer news = ByteBuffer.allocate(Math.toIntExact(Math.max(0, channel.size() - readBytes)));
        while (news.hasRemaining() && channel.read(news, readBytes + news.position()) >= 0) {
            // Until it is full.
        }
        int start = 0;
        for (int i = 0; i < news.position(); i++) {
            if (news.get(i) == '\n') {
                learn(new String(news.array(), start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        readBytes += start;
        if (channel.size() > readBytes) {
            FileChannel unused = channel.truncate(readBytes);
            channel.force(true);
        }
    }

    private void learn(String line) {
        lines++;
        try {
            Optional<KeptFact> fact = KeptFact.read(line);
            fact.ifPresent(f -> known.putIfAbsent(f.identity(), f));
        } catch (ProblemException e) {
            throw problem(
                    "is damaged in line " + lines + " (" + e.problem().detail() + "); restore it from your backup", e);
        }
    }

    private void write(FileChannel channel, Collection<KeptFact> facts) throws IOException {
        List<KeptFact> fresh = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (KeptFact fact : facts) {
            if (!known.containsKey(fact.identity())) {
                fresh.add(fact);
                text.append(fact.line()).append('\n');
            }
        }
        ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
        long end = readBytes + bytes.remaining();
        while (bytes.hasRemaining()) {
            int unused = channel.write(bytes, readBytes + bytes.position());
        }
        if (end > readBytes) {
            channel.force(true);
        }
        readBytes = end;
        lines += fresh.size();
        fresh.forEach(fact -> known.putIfAbsent(fact.identity(), fact));
    }

    /** The name is durable only when its directory is. */
    private void syncDirectory() throws IOException {
        try (FileChannel directory = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private ProblemException problem(String reason, @Nullable Throwable cause) {
        return Problem.of(ProblemType.INTERNAL, path + " " + reason).exception(cause);
    }
}
