package ghosthunter.load.report;

import java.nio.charset.Charset;
import java.util.Map;

/**
 * What the output can do.
 *
 * @param live cursor movement and colours; without it lines are only appended
 * @param unicode dots, rules and bars beyond ASCII
 * @param width columns to use, {@value #WIDTH_MIN} to {@value #WIDTH_MAX}
 */
public record Terminal(boolean live, boolean unicode, int width) {
    /** The table does not fit into fewer columns; a narrower terminal cuts its lines. */
    static final int WIDTH_MIN = 72;

    /** Wider lines are harder to read. */
    static final int WIDTH_MAX = 120;

    private static final int WIDTH_USUAL = 100;

    /** Brings the width into its range. */
    public Terminal {
        width = Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, width));
    }

    /**
     * Tells from the surroundings of a process what its output can do. Live needs a console, a {@code TERM} that is not
     * {@code dumb}, and no {@code NO_COLOR}; the width is {@code COLUMNS}, else 100.
     *
     * @param environment {@code System.getenv()}
     * @param console whether standard output is a console: {@code System.console() != null}
     * @param charset how the output encodes text
     */
    public static Terminal detect(Map<String, String> environment, boolean console, Charset charset) {
        String term = environment.getOrDefault("TERM", "");
        boolean plain = term.isEmpty()
                || term.equals("dumb")
                || !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(console && !plain, encodes(charset), width(environment.getOrDefault("COLUMNS", "")));
    }

    /** The same with another width, brought into its range. */
    Terminal withWidth(int columns) {
        return new Terminal(live, unicode, columns);
    }

    private static boolean encodes(Charset charset) {
        return charset.canEncode() && charset.newEncoder().canEncode("●○━█░…");
    }

    private static int width(String columns) {
        return columns.matches("[1-9]\\d{0,3}") ? Integer.parseInt(columns) : WIDTH_USUAL;
    }
}
