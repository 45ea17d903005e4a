package ghosthunter.codecs.locker;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.json.JsonFields;
import io.vertx.core.json.JsonObject;

/**
 * What the centre asks of one locker: the centre's half of an entity of type {@code command}, whose key is a UUIDv7. The locker
 * adds how far it is ({@link CommandState}) and never anything else.
 *
 * @param device the locker
 * @param epoch the incarnation of its store for which it is meant: another one cannot know what its predecessor did
 * @param issuedMs hub's clock when it was made, ms since 1970
 * @param expiresS how long it is good, 1 to {@value #EXPIRES_S_MAX}. What the hub's clock says it took to reach the locker is
 *     taken off; the rest runs on the locker's boot clock, and is void in another boot
 * @param by who asks, for people
 */
public record LockerCommand(
        DeviceId device, Epoch epoch, long issuedMs, long expiresS, String by, Work work, Expectation expect) {
    /** The longest life. A locker remembers for longer what it has done. */
    public static final long EXPIRES_S_MAX = 86_400;

    /** The life where nobody says otherwise. */
    public static final long EXPIRES_S_DEFAULT = 300;

    /** The member in which the centre says who took it back; absent where nobody did. */
    public static final String CANCELLED = "cancelled";

    /** So many wait for one locker at most. */
    public static final int WAITING_MAX = 64;

    public LockerCommand {
        if (expiresS < 1 || expiresS > EXPIRES_S_MAX) {
            throw new IllegalArgumentException("expires_s must be 1 to " + EXPIRES_S_MAX);
        }
        if (expect.ofCompartment() && work.<Boolean>fold(open -> false, set -> true)) {
            throw new IllegalArgumentException("settings are in no compartment");
        }
    }

    /** Reads the data of the entity; what the locker wrote there is passed over. */
    public static LockerCommand read(JsonFields data) {
        try {
            return new LockerCommand(
                    data.value("device", DeviceId::new),
                    data.value("epoch", Epoch::parse),
                    data.natural("issued_ms"),
                    data.natural("expires_s"),
                    data.text("by"),
                    Work.read(data),
                    Expectation.read(data.objectOrNull("expect")));
        } catch (IllegalArgumentException e) {
            throw data.broken(String.valueOf(e.getMessage()));
        }
    }

    /** As the centre writes it. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("device", device.value())
                .put("epoch", epoch.toString())
                .put("issued_ms", issuedMs)
                .put("expires_s", expiresS)
                .put("by", by)
                .mergeIn(work.toJson());
        JsonObject expected = expect.toJson();
        return expected.isEmpty() ? json : json.put("expect", expected);
    }

    /**
     * Until when it is good.
     *
     * @param hubMs hub's clock when the locker heard of it
     * @param upMs the boot clock then or, to be sure, a little before
     */
    public long untilUpMs(long hubMs, long upMs) {
        long oldMs = Math.max(0, hubMs - issuedMs);
        return upMs + Math.max(0, expiresS * 1_000 - oldMs);
    }
}
