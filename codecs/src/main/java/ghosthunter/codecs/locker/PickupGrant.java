package ghosthunter.codecs.locker;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;
import java.util.OptionalLong;

/**
 * Who may take a parcel out: the secret of its codes, which the locker has before anybody comes. The centre's half of an entity
 * of type {@code pickup}, whose key is the tracking id. The codes go by a counter and not by the time, so that a locker whose
 * clock is a day off, offline for a week, still knows them.
 *
 * @param device the locker in which the parcel is, or will be
 * @param secretHex the secret, {@value #SECRET_BYTES} bytes as hexadecimal digits
 * @param issued the counter of the newest code that was given out, 1 or more
 */
public record PickupGrant(DeviceId device, String secretHex, long issued) {
    /** As many as the hash has: RFC 4226, section 4, R6. */
    public static final int SECRET_BYTES = 20;

    /** Of a code. One guess in 10^7 is right, for {@link #LOOK_AHEAD} of 10^8 are good. */
    public static final int DIGITS = 8;

    /** How many codes behind the last used one are good: so many may be given out that nobody uses. */
    public static final int LOOK_AHEAD = 10;

    /** So many wrong codes in a row are answered at once; then each makes the parcel's next one wait. */
    public static final int TRIES_MAX = 5;

    /** The first wait after too many wrong codes, by the boot clock; it doubles with each further one. */
    public static final long WAIT_S_MIN = 300;

    /** The longest such wait. */
    public static final long WAIT_S_MAX = 86_400;

    /** The member in which the centre says who took the codes back; absent where nobody did. */
    public static final String CANCELLED = LockerCommand.CANCELLED;

    /** Members that the locker writes, and nobody else: the centre writes the others. */
    public static final String USED = "used";

    public static final String REFUSED = "refused";
    public static final String STATE = CommandState.MEMBER;

    public PickupGrant {
        if (HexFormat.of().parseHex(secretHex).length < SECRET_BYTES || issued < 1) {
            throw new IllegalArgumentException("a secret has " + SECRET_BYTES + " bytes, and the first code is 1");
        }
    }

    /** The first code of a new secret. */
    public static PickupGrant of(DeviceId device, byte[] secret, long issued) {
        return new PickupGrant(device, HexFormat.of().formatHex(secret), issued);
    }

    /** Reads the data of the entity; what the locker wrote there is passed over. */
    public static PickupGrant read(JsonFields data) {
        try {
            return new PickupGrant(data.value("device", DeviceId::new), data.text("secret"), data.natural("issued"));
        } catch (IllegalArgumentException e) {
            throw data.broken(String.valueOf(e.getMessage()));
        }
    }

    /** As the centre writes it. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("device", device.value())
                .put("secret", secretHex)
                .put("issued", issued);
    }

    /** The newest code. */
    public String code() {
        return Hotp.code(secret(), issued, DIGITS);
    }

    /** The counter of a code that is good behind the last used one. */
    public OptionalLong find(String code, long used) {
        return Hotp.find(secret(), code, used, LOOK_AHEAD, DIGITS);
    }

    /** How long a parcel's next code waits after so many wrong ones in a row; 0: not at all. */
    public static long waitS(long refused) {
        if (refused < TRIES_MAX) {
            return 0;
        }
        int doublings = (int) Math.min(refused - TRIES_MAX, Integer.SIZE);
        return Math.min(WAIT_S_MAX, WAIT_S_MIN << doublings);
    }

    private byte[] secret() {
        return HexFormat.of().parseHex(secretHex);
    }

    /** Without the secret: this gets into logs. */
    @Override
    public String toString() {
        return "PickupGrant[device=" + device + ", issued=" + issued + "]";
    }
}
