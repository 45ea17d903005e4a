package ghosthunter.load.bench.frame;

import org.jspecify.annotations.Nullable;

/**
 * What a figure should be. A goal that is missed shows in the table and fails nothing.
 *
 * @param of what is compared
 * @param atLeast whether more is better
 * @param bound the goal itself belongs to what is good
 */
public record Goal(Of of, boolean atLeast, double bound) {
    /** What is compared with the bound. */
    public enum Of {
        /** The figure itself, in its unit. */
        VALUE,
        /** The figure divided by its yardstick. */
        RATIO
    }

    /** The figure divided by its yardstick is this or more. */
    public static Goal ratioAtLeast(double bound) {
        return new Goal(Of.RATIO, true, bound);
    }

    /** The figure divided by its yardstick is this or less. */
    public static Goal ratioAtMost(double bound) {
        return new Goal(Of.RATIO, false, bound);
    }

    /** The figure is this or more. */
    public static Goal atLeast(double bound) {
        return new Goal(Of.VALUE, true, bound);
    }

    /** The figure is this or less. */
    public static Goal atMost(double bound) {
        return new Goal(Of.VALUE, false, bound);
    }

    /** For people: {@code >= 0.5 x}. */
    public String text() {
        return (atLeast ? ">= " : "<= ") + Numbers.plain(bound) + (of == Of.RATIO ? " x" : "");
    }

    /** Whether it is met; what cannot be compared is not. */
    boolean isMet(double value, @Nullable Double ratio) {
        Double compared = of == Of.VALUE ? (Double) value : ratio;
        return compared != null && (atLeast ? compared >= bound : compared <= bound);
    }
}
