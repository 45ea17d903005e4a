package ghosthunter.codecs.locker;

import ghosthunter.codecs.json.JsonFields;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a locker that the centre may set: these and no others, all at once. What is null is as the locker's own file
 * says.
 *
 * @param intervalS the wait while something is pending, seconds, 1 to {@value #INTERVAL_S_MAX}
 * @param heartbeatS the wait while nothing is, seconds, 1 to {@value #HEARTBEAT_S_MAX}
 */
public record CentreSettings(
        @Nullable Long intervalS, @Nullable Long heartbeatS) {
    /** The longest interval. */
    public static final long INTERVAL_S_MAX = 3_600;

    /** The longest heartbeat. */
    public static final long HEARTBEAT_S_MAX = 86_400;

    /** As the file says. */
    public static final CentreSettings NONE = new CentreSettings(null, null);

    private static final String INTERVAL = "sync_interval_s";
    private static final String HEARTBEAT = "sync_heartbeat_s";

    public CentreSettings {
        require(INTERVAL, intervalS, INTERVAL_S_MAX);
        require(HEARTBEAT, heartbeatS, HEARTBEAT_S_MAX);
    }

    private static void require(String name, @Nullable Long seconds, long max) {
        if (seconds != null && (seconds < 1 || seconds > max)) {
            throw new IllegalArgumentException(name + " must be 1 to " + max);
        }
    }

    /** Reads them. A member that is none of them is refused: it would not be set. */
    public static CentreSettings read(JsonFields json) {
        String other = json.other(INTERVAL, HEARTBEAT);
        if (other != null) {
            throw json.broken("'" + other + "' is no setting of the centre's: " + INTERVAL + ", " + HEARTBEAT);
        }
        try {
            return new CentreSettings(json.naturalOrNull(INTERVAL), json.naturalOrNull(HEARTBEAT));
        } catch (IllegalArgumentException e) {
            throw json.broken(String.valueOf(e.getMessage()));
        }
    }

    /** As they travel. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        if (intervalS != null) {
            json.put(INTERVAL, intervalS);
        }
        return heartbeatS == null ? json : json.put(HEARTBEAT, heartbeatS);
    }
}
