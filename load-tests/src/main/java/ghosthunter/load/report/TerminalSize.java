package ghosthunter.load.report;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the terminal how wide it is: shells do not put {@code COLUMNS} into the environment. Blocking, for a moment. */
final class TerminalSize {
    private static final Pattern ROWS_COLUMNS = Pattern.compile("\\d{1,4} ([1-9]\\d{0,3})\\s*");
    private static final File TERMINAL = new File("/dev/tty");
    private static final long ANSWER_MS_MAX = 1_000;

    private TerminalSize() {}

    /** Columns, where {@code stty} knows them. */
    static OptionalInt columns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(ANSWER_MS_MAX, TimeUnit.MILLISECONDS)) {
                stty.destroy();
                return OptionalInt.empty();
            }
            return parse(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException unknown) {
            return OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    /** The second number of {@code "40 110"}. */
    static OptionalInt parse(String answer) {
        Matcher size = ROWS_COLUMNS.matcher(answer);
        return size.matches() ? OptionalInt.of(Integer.parseInt(size.group(1))) : OptionalInt.empty();
    }
}
