package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.id.Hash;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How the columns that the server fills look. Pure. */
final class Columns {
    private static final DateTimeFormatter NAIVE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private static final Set<String> UNHASHED =
            Set.of("content_hash", "synced_at", "lamport_ts", "created_at", "updated_at", "version");

    private Columns() {}

    /** UTC without saying so, microseconds. */
    static String naive(Instant at) {
        return NAIVE.format(at);
    }

    /** SHA-256, hex, of all that a client says. */
    static String contentHash(JsonObject row) {
        JsonObject hashed = row.copy();
        UNHASHED.forEach(hashed::remove);
        return hex(Hash.sha256(canonical(hashed).getBytes(StandardCharsets.UTF_8)));
    }

    static String hex(Hash hash) {
        return HexFormat.of().formatHex(hash.bytes());
    }

    /** The same text for the same JSON, whatever the order of its members. */
    static String canonical(JsonObject json) {
        return new JsonObject(sorted(json)).encode();
    }

    private static Map<String, Object> sorted(JsonObject json) {
        Map<String, Object> members = new TreeMap<>();
        json.fieldNames().forEach(name -> members.put(name, sorted(json.getValue(name))));
        return members;
    }

    private static @Nullable Object sorted(@Nullable Object value) {
        if (value instanceof JsonObject object) {
            return sorted(object);
        }
        return value instanceof JsonArray array
                ? new JsonArray(array.stream().map(Columns::sorted).collect(java.util.stream.Collectors.toList()))
                : value;
    }
}
