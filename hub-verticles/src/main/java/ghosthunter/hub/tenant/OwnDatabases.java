package ghosthunter.hub.tenant;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.key.PrivateFile;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.problem.Reason;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.postgres.DatabaseUrl;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
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
            new PrivateFile(dataDir.resolve(FILE)).write(stored.encodePrettily() + "\n");
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
            if (!new PrivateFile(file).isPrivate()) {
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
