package ghosthunter.codecs.locker;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far a command is, and a pick-up with a code. Only the locker moves it, and never backward:
 *
 * <pre>
 *   SENT ──► STARTED ──► DONE | FAILED | UNKNOWN
 *     └────► DONE (settings) | REFUSED | EXPIRED | CANCELLED
 * </pre>
 */
public enum CommandState {
    /** The locker has not said anything yet. */
    SENT,
    /** The door may be moving; written down before it does. */
    STARTED,
    /** It is done: the door is open, the settings hold. */
    DONE,
    /** The door did not open, and the locker says why. */
    FAILED,
    /** The locker did not begin, because something was not as the command expects. */
    REFUSED,
    /** Its time was over, or the locker had started anew meanwhile, before it began. */
    EXPIRED,
    /** The centre took it back before the locker began. */
    CANCELLED,
    /** The locker began and does not know how it ended: it lost its power, or the door's controller does not answer. */
    UNKNOWN;

    /** The member of the data that holds it; absent is {@link #SENT}. */
    public static final String MEMBER = "state";

    /** The word on the wire. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the word.
     *
     * @param word null: nothing was said yet; one that a newer locker uses is {@link #UNKNOWN}
     */
    public static CommandState ofWire(@Nullable Object word) {
        if (word == null) {
            return SENT;
        }
        for (CommandState state : values()) {
            if (state.wire().equals(word)) {
                return state;
            }
        }
        return UNKNOWN;
    }
}
