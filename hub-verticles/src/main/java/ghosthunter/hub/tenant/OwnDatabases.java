package ghosthunter.hub.tenant;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.problem.Reason;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.postgres.DatabaseUrl;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the databases of tenants are: {@code tenants} of the settings, and {@code tenants.json} in the data directory, which
 * {@code hub.jar tenant add --database} writes. The addresses hold passwords, so the file is readable by its owner alone and
 * nothing of it is in a database. Blocks.
 */
public final class OwnDatabases {
    /** The name of the file. */
    public static final String FILE = "tenants.json";

    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");

    private OwnDatabases() {}

    /**
     * All of them.
     *
     * @throws ProblemException if the file cannot be read, others may read it, or it contradicts the settings
     */
    public static SortedMap<TenantId, DatabaseUrl> read(HubConfig config) {
        SortedMap<TenantId, DatabaseUrl> all = new TreeMap<>(config.database().ofTenants());
        JsonObject stored = stored(config.dataDir());
        for (String name : stored.fieldNames()) {
            TenantId tenant = parsed(config.dataDir(), () -> new TenantId(name));
            DatabaseUrl url = parsed(config.dataDir(), () -> DatabaseUrl.parse(stored.getString(name)));
            DatabaseUrl other = all.putIfAbsent(tenant, url);
            if (other != null && !other.isSameDatabase(url)) {
                throw problem(
                        config.dataDir(),
                        "says that tenant " + tenant + " is in " + url + ", the settings say in " + other);
            }
        }
        return Collections.unmodifiableSortedMap(all);
    }

    /** Adds one, or replaces its address. Nothing but the whole new file is ever seen. */
    static void put(Path dataDir, TenantId tenant, String url) {
        JsonObject stored = stored(dataDir).put(tenant.value(), url);
        try {
            Path whole = Files.createTempFile(
                    Files.createDirectories(dataDir), FILE, ".new", PosixFilePermissions.asFileAttribute(OWNER_ALONE));
            try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap((stored.encodePrettily() + "\n").getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(whole, dataDir.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw problem(dataDir, "cannot be written: " + Reason.withFile(e));
        }
    }

    private static JsonObject stored(Path dataDir) {
        Path file = dataDir.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                return new JsonObject();
            }
            if (!OWNER_ALONE.containsAll(Files.getPosixFilePermissions(file))) {
                throw problem(dataDir, "holds passwords and others may read it; run: chmod 600 " + file);
            }
            JsonObject stored = new JsonObject(Files.readString(file));
            for (Map.Entry<String, Object> entry : stored) {
                if (!(entry.getValue() instanceof String)) {
                    throw problem(dataDir, "holds something else than addresses");
                }
            }
            return stored;
        } catch (DecodeException e) {
            throw problem(dataDir, "is not JSON");
        } catch (IOException e) {
            throw problem(dataDir, "cannot be read: " + Reason.withFile(e));
        }
    }

    private static <T> T parsed(Path dataDir, java.util.function.Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw problem(dataDir, "is wrong: " + e.getMessage());
        }
    }

    private static ProblemException problem(Path dataDir, String reason) {
        return Problem.of(ProblemType.CONFLICT, dataDir.resolve(FILE) + " " + reason)
                .exception();
    }
}
