package ghosthunter.hub.command;

import ghosthunter.codecs.problem.Printable;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What is known of one thing: a fact a line, behind the word for it. */
final class Facts {
    private final PrintWriter out;

    Facts(PrintWriter out) {
        this.out = out;
    }

    /** What may stand on a terminal as it is. */
    void add(String word, String text) {
        out.printf("%-10s%s%n", word, text);
    }

    /** What a stranger said, if he did. */
    void addSaid(String word, @Nullable String text) {
        if (text != null) {
            add(word, Printable.of(text));
        }
    }

    /** A moment, to the second. */
    static String second(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A text of any length that may hold anything, as a terminal may see it without obeying. */
    static String readable(String text) {
        StringBuilder readable = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> readable.append(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                                ? "\\u%04x".formatted(c)
                                : Character.toString(c)));
        return readable.toString();
    }
}
