package ghosthunter.codecs.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts of settings: quantities with units, and how a value is shown to a person. Pure. */
final class Quantity {
    private static final Pattern GRAMMAR = Pattern.compile("(-?[0-9]{1,19}) ?([A-Za-z]*)");
    private static final Map<String, Long> NUMBER = Map.of("", 1L);
    private static final Map<String, Long> SECONDS =
            Map.of("", 1L, "s", 1L, "m", 60L, "min", 60L, "h", 3_600L, "d", 86_400L);
    private static final Map<String, Long> BYTES =
            Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
    private static final Pattern USER_INFO = Pattern.compile("(//[^/@:\\s]*):[^/\\s]*@");
    private static final Pattern PARAMETER =
            Pattern.compile("((?:password|passwd|pwd|secret|token)=)[^&;\\s]*", Pattern.CASE_INSENSITIVE);

    private Quantity() {}

    static OptionalLong number(String text) {
        return parse(text, NUMBER);
    }

    static OptionalLong seconds(String text) {
        return parse(text, SECONDS);
    }

    static OptionalLong bytes(String text) {
        return parse(text, BYTES);
    }

    /** The text with the password of a URL, and control characters, made invisible. */
    static String shown(String text) {
        String hidden = USER_INFO.matcher(text).replaceAll("$1:(secret)@");
        return PARAMETER.matcher(hidden).replaceAll("$1(secret)").replaceAll("\\p{Cntrl}", "?");
    }

    /** The word that was probably meant. */
    static Optional<String> nearest(String word, Collection<String> words) {
        return words.stream()
                .filter(candidate -> distance(word, candidate) <= Math.max(2, word.length() / 5))
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    private static OptionalLong parse(String text, Map<String, Long> units) {
        Matcher matcher = GRAMMAR.matcher(text);
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
        } catch (ArithmeticException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
