package ghosthunter.hub.identity;

import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code hub-identity.json}: {@code {"hub": "hub-<uuid>", "keys": [<private JWK>, …]}}, readable by its owner alone. Made at
 * the first start, whole or not at all: it is written and synced under another name and then linked, which fails when another
 * node was first; then that one's is read. Blocks.
 */
public final class IdentityFile {
    /** The name of the file. */
    public static final String NAME = "hub-identity.json";

    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<?> MODE = PosixFilePermissions.asFileAttribute(OWNER_ALONE);
    private static final Pattern HUB = Pattern.compile("hub-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private IdentityFile() {}

    /**
     * The identity in this directory; a new one where there is none.
     *
     * @throws ProblemException if the file cannot be read or written, is damaged, or others may read it
     */
    public static HubIdentity readOrCreate(Path dataDir, SecureRandom random) {
        Path file = dataDir.resolve(NAME);
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                create(Files.createDirectories(dataDir), file, random);
            }
            return read(file);
        } catch (IOException e) {
            throw problem(file, "cannot be read or made: " + e, e);
        }
    }

    private static void create(Path dataDir, Path file, SecureRandom random) throws IOException {
        Path whole = Files.createTempFile(dataDir, NAME, ".new", MODE);
        try {
            write(whole, newIdentity(random).encodePrettily() + "\n");
            Files.createLink(file, whole);
            sync(dataDir);
        } catch (FileAlreadyExistsException e) {
            // Another node was first: its identity counts.
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private static JsonObject newIdentity(SecureRandom random) {
        byte[] id = new byte[16];
        random.nextBytes(id);
        ByteBuffer bits = ByteBuffer.wrap(id);
        long high = (bits.getLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long low = (bits.getLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new JsonObject()
                .put("hub", "hub-" + new UUID(high, low))
                .put("keys", new JsonArray().add(SigningKey.generate(random).privateJwk()));
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** The name is durable only when its directory is. */
    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static HubIdentity read(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!OWNER_ALONE.containsAll(permissions)) {
            throw problem(file, "holds the hub's private key and others may read it; run: chmod 600 " + file, null);
        }
        try {
            JsonObject json = new JsonObject(Files.readString(file));
            String hub = json.getString("hub", "");
            if (!HUB.matcher(hub).matches()) {
                throw new IllegalArgumentException("'hub' must be hub-<uuid>");
            }
            return new HubIdentity(hub, keys(json.getJsonArray("keys", new JsonArray())));
        } catch (DecodeException | IllegalArgumentException | ClassCastException e) {
            throw problem(file, "is damaged; restore it from your backup. " + reason(e), null);
        }
    }

    private static List<SigningKey> keys(JsonArray array) {
        List<SigningKey> keys = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            keys.add(SigningKey.ofJwk(array.getJsonObject(i)));
        }
        return keys;
    }

    /** What a JSON parser says may quote the file, and that is a secret. */
    private static String reason(RuntimeException e) {
        return e instanceof IllegalArgumentException ? String.valueOf(e.getMessage()) : "It is not the JSON expected.";
    }

    private static ProblemException problem(Path file, String reason, @Nullable Throwable cause) {
        return Problem.of(ProblemType.INTERNAL, file + " " + reason).exception(cause);
    }
}
