package ghosthunter.load.report;

/**
 * What is known of one locker at one moment; a row of the table.
 *
 * @param code what is painted on the locker: {@code LCK-0001}
 * @param network whether it can reach the hub
 * @param recorded changes that it has committed in all
 * @param pending changes among them that it has no receipt for
 * @param stored changes of it that the hub has committed
 * @param state a few words for people: {@code in sync}, {@code rebooting}
 */
public record LockerLine(String code, Network network, long recorded, long pending, long stored, String state) {

    /** Whether a locker can reach the hub. */
    public enum Network {
        /** It can. */
        UP,
        /** It cannot. */
        DOWN
    }

    /** Control characters would move the cursor, so they become question marks. */
    public LockerLine {
        code = printable(code);
        state = printable(state);
    }

    /** True if the hub has everything and the locker knows it. */
    boolean settled() {
        return pending == 0 && stored >= recorded;
    }

    /** True if a person who reads along would want to be told of the difference. */
    boolean differsToAPerson(LockerLine before) {
        return network != before.network || !state.equals(before.state);
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
