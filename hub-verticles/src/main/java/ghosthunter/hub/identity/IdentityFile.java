package ghosthunter.hub.identity;

import ghosthunter.codecs.key.PrivateFile;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.problem.Reason;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code hub-identity.json}: {@code {"hub": "hub-<uuid>", "keys": [<JWK with its state>, …], "succession": [<link>, …]}},
 * readable by its owner alone; of former keys it holds the public half. Made at the first start, whole or not at all: it is
 * written and synced under another name and then linked, which fails when another node was first; then that one's is read. A
 * change takes the lock of the file and puts a whole new one in its place. Blocks.
 */
public final class IdentityFile {
    /** The name of the file. */
    public static final String NAME = "hub-identity.json";

    /** The lock of a file is the process's: threads of one take turns here. */
    private static final Object PROCESS = new Object();

    private IdentityFile() {}

    /** Whether there is one in this directory. */
    public static boolean exists(Path dataDir) {
        return Files.exists(dataDir.resolve(NAME), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * The identity in this directory; a new one where there is none.
     *
     * @throws ProblemException if the file cannot be read or written, is damaged, or others may read it
     */
    public static HubIdentity readOrCreate(Path dataDir, SecureRandom random, Instant now) {
        Path file = dataDir.resolve(NAME);
        try {
            if (!exists(dataDir)) {
                // Where another node was first, its identity counts.
                boolean unused = new PrivateFile(file).writeIfAbsent(IdentityJson.write(newIdentity(random, now)));
            }
            // A file of the first version has no next key.
            return Files.readString(file).contains("\"next\"")
                    ? read(file, random, now)
                    : change(dataDir, random, now, identity -> identity);
        } catch (IOException e) {
            throw problem(file, "cannot be read or made: " + Reason.withFile(e), e);
        }
    }

    /**
     * The next key takes over and another one is made. Nodes that run take it up by themselves.
     *
     * @throws ProblemException if there is no identity, or it cannot be read or written
     */
    public static HubIdentity rotate(Path dataDir, SecureRandom random, Instant now) {
        try {
            return change(dataDir, random, now, identity -> identity.rotated(SigningKey.generate(random), now));
        } catch (IOException e) {
            throw problem(dataDir.resolve(NAME), "cannot be read or written: " + Reason.withFile(e), e);
        }
    }

    private static HubIdentity change(Path dataDir, SecureRandom random, Instant now, UnaryOperator<HubIdentity> change)
            throws IOException {
        synchronized (PROCESS) {
            Path file = dataDir.resolve(NAME);
            while (true) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    Object before = inode(file);
                    try (FileLock lock = channel.lock()) {
                        // While this waited, another may have put a new file in the place of the one that is locked.
                        if (lock.isValid() && inode(file).equals(before) && channel.size() == Files.size(file)) {
                            HubIdentity changed = change.apply(read(file, random, now));
                            new PrivateFile(file).write(IdentityJson.write(changed));
                            return changed;
                        }
                    }
                }
            }
        }
    }

    private static Object inode(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private static HubIdentity newIdentity(SecureRandom random, Instant now) {
        byte[] id = new byte[16];
        random.nextBytes(id);
        ByteBuffer bits = ByteBuffer.wrap(id);
        long high = (bits.getLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long low = (bits.getLong() >>> 2) | 0x8000_0000_0000_0000L;
        return HubIdentity.of(
                "hub-" + new UUID(high, low), SigningKey.generate(random), SigningKey.generate(random), now);
    }

    private static HubIdentity read(Path file, SecureRandom random, Instant now) throws IOException {
        if (!new PrivateFile(file).isPrivate()) {
            throw problem(file, "holds the hub's private key and others may read it; run: chmod 600 " + file, null);
        }
        try {
            return IdentityJson.read(new JsonObject(Files.readString(file)), () -> SigningKey.generate(random), now);
        } catch (DecodeException | IllegalArgumentException | ClassCastException | DateTimeException e) {
            throw problem(file, "is damaged; restore it from your backup. " + reason(e), null);
        }
    }

    /** What a JSON parser says may quote the file, and that is a secret. */
    private static String reason(RuntimeException e) {
        return e instanceof IllegalArgumentException ? String.valueOf(e.getMessage()) : "It is not the JSON expected.";
    }

    private static ProblemException problem(Path file, String reason, @Nullable Throwable cause) {
        return Problem.of(ProblemType.INTERNAL, file + " " + reason).exception(cause);
    }
}
