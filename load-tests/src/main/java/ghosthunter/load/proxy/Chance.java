package ghosthunter.load.proxy;

import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * A fault that happens with a probability and, when it does, by an amount drawn evenly from a range.
 *
 * @param probability 0.0 (never) to 1.0 (always)
 * @param least smallest amount, inclusive, not negative; the unit is that of the field that holds this chance
 * @param most largest amount, inclusive
 */
public record Chance(double probability, int least, int most) {

    /** Never happens. */
    public static final Chance NEVER = new Chance(0.0, 0, 0);

    /** Checks that the probability is one and the range is not empty. */
    public Chance {
        if (!(probability >= 0.0 && probability <= 1.0)) {
            throw new IllegalArgumentException("probability must be 0 to 1, was " + probability);
        }
        if (least < 0 || most < least || most == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("range must be 0 <= least <= most, was " + least + " to " + most);
        }
    }

    /** Always happens, by an amount from {@code least} to {@code most}. */
    public static Chance always(int least, int most) {
        return new Chance(1.0, least, most);
    }

    /** Draws two numbers whatever the outcome, so that a changed probability does not shift all later decisions. */
    OptionalInt draw(RandomGenerator random) {
        double roll = random.nextDouble();
        int amount = amount(random);
        return roll < probability ? OptionalInt.of(amount) : OptionalInt.empty();
    }

    int amount(RandomGenerator random) {
        return random.nextInt(least, most + 1);
    }
}
