package ghosthunter.codecs.time;

import java.util.regex.Pattern;

/** A clock that only runs forward, counts suspend, and starts again at every boot. A port: tests and simulations skew it. */
public interface BootClock {
    /** What a boot id looks like: 1 to 64 characters. */
    Pattern ID_GRAMMAR = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** The id of the boot, see {@link #ID_GRAMMAR}; another boot has another id. */
    String bootId();

    /** Milliseconds since that boot, suspend included. Never smaller than what it told before. */
    long upMs();
}
