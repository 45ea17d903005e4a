package ghosthunter.codecs.locker;

import ghosthunter.codecs.problem.Printable;
import java.util.Locale;

/**
 * What a door did when it was told to open.
 *
 * @param detail one sentence, may be empty
 */
public record DoorResult(Door door, String detail) {
    /** The longest detail. */
    public static final int DETAIL_CHARS_MAX = 200;

    /** How the door is. */
    public enum Door {
        /** It is open. */
        OPENED(CommandState.DONE),
        /** It stayed closed. */
        CLOSED(CommandState.FAILED),
        /** It stuck on its way. */
        JAMMED(CommandState.FAILED),
        /** It stayed closed, for nobody could tell it to open: its controller cannot be reached. */
        UNREACHABLE(CommandState.FAILED),
        /** It was told to open, and nobody knows what it did. */
        UNKNOWN(CommandState.UNKNOWN);

        private final CommandState state;

        Door(CommandState state) {
            this.state = state;
        }

        /** What that makes of a command. */
        public CommandState state() {
            return state;
        }

        /** The word on the wire. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads the word; another one is {@link #UNKNOWN}. */
        public static Door ofWire(String word) {
            for (Door door : values()) {
                if (door.wire().equals(word)) {
                    return door;
                }
            }
            return UNKNOWN;
        }
    }

    public DoorResult {
        String printable = Printable.of(detail);
        detail = printable.substring(0, Math.min(printable.length(), DETAIL_CHARS_MAX));
    }

    /** Whether the door is open. */
    public boolean isOpen() {
        return door == Door.OPENED;
    }
}
