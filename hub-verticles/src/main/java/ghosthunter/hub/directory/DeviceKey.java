package ghosthunter.hub.directory;

import ghosthunter.codecs.key.VerifyKey;
import java.util.Locale;

/**
 * A key that a device has or had.
 *
 * @param standing what it may do at the moment
 */
public record DeviceKey(VerifyKey key, Standing standing) {

    /** What a key may do. */
    public enum Standing {
        /** It speaks for its device. */
        LIVE,
        /** It was rotated in and has not signed an exchange yet; its first one retires the others. */
        NEXT,
        /** Another key has taken its place: it is refused. */
        RETIRED,
        /** An operator shut it out: it is refused. */
        REVOKED,
        /** It is refused, but for a while what it signs is recorded as untrusted evidence. */
        ADMITTED;

        static Standing of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }

        /** The name outside. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
