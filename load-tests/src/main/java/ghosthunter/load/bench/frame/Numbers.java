package ghosthunter.load.bench.frame;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** How numbers are shown: no more digits than a benchmark can mean. */
final class Numbers {
    private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);
    private static final double WHOLE_FROM = 100;

    private Numbers() {}

    /** Three digits, or all of the whole part, with thousands apart: {@code 12,345}, {@code 0.517}. */
    static String text(double value) {
        if (Math.abs(value) >= WHOLE_FROM) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return plain(BigDecimal.valueOf(value).round(THREE_DIGITS).doubleValue());
    }

    /** All digits, none of them a zero at the end. */
    static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
