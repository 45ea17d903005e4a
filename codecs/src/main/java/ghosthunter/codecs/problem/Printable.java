package ghosthunter.codecs.problem;

/**
 * Words of strangers on their way into a report, a log or a text column: short, and without the control characters and half
 * surrogates that Postgres or a terminal would choke on.
 */
public final class Printable {
    /** The longest text that is shown; more is cut. */
    public static final int CHARS_MAX = 300;

    private Printable() {}

    /** The text as it may be shown. */
    public static String of(String text) {
        String cut = text.length() > CHARS_MAX ? text.substring(0, CHARS_MAX) + "…" : text;
        StringBuilder shown = new StringBuilder(cut.length());
        cut.codePoints().map(c -> isPrintable(c) ? c : '\uFFFD').forEach(shown::appendCodePoint);
        return shown.toString();
    }

    /** Whether a character may stand in names and reports: no control character and no half of a surrogate pair. */
    public static boolean isPrintable(int codePoint) {
        return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
    }
}
