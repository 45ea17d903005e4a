package ghosthunter.hub.merge;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/** What an entity holds, apart from its version: data, whether it is a tombstone, and the clocks of its fields. */
public record Content(JsonObject data, boolean deleted, Map<String, FieldClock> clocks) {
    public Content {
        clocks = Map.copyOf(clocks);
    }

    /** Whether it reads the same; two tombstones do, whatever they keep. */
    boolean showsLike(Content other) {
        return deleted == other.deleted && (deleted || data.equals(other.data));
    }
}
