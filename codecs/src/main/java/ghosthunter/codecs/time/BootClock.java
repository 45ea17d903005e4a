package ghosthunter.codecs.time;

/** A clock that only runs forward, counts suspend, and starts again at every boot. A port: tests and simulations skew it. */
public interface BootClock {
    /** The id of the boot, 1 to 64 characters of {@code [A-Za-z0-9._-]}; another boot has another id. */
    String bootId();

    /** Milliseconds since that boot, suspend included. */
    long upMs();
}
