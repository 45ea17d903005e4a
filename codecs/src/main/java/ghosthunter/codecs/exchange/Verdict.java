package ghosthunter.codecs.exchange;

import java.util.Locale;

/** What became of one lane. One lane's verdict does not touch another's. */
public enum Verdict {
    /** The run continued the head and is durable now. */
    APPENDED,
    /** The hub had all of it already. */
    KNOWN,
    /** The run starts beyond the hub's head: the device rewinds to it. */
    GAP,
    /** The histories differ: the device opens a new epoch. */
    FORK;

    /** The name on the wire: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the wire name.
     *
     * @throws IllegalArgumentException if there is no such verdict
     */
    public static Verdict ofWire(String wire) {
        for (Verdict verdict : values()) {
            if (verdict.wire().equals(wire)) {
                return verdict;
            }
        }
        throw new IllegalArgumentException("unknown verdict '" + wire + "'");
    }
}
