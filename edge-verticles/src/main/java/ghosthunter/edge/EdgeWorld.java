package ghosthunter.edge;

import ghosthunter.codecs.time.BootClock;
import ghosthunter.codecs.time.Moment;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What an {@link EdgeNode} takes from outside itself, so that a test can skew it.
 *
 * @param clock the wall clock: evidence, never an order
 * @param bootClock the clock that never jumps
 * @param random makes a source of randomness for one context
 */
public record EdgeWorld(InstantSource clock, BootClock bootClock, Supplier<RandomGenerator> random) {
    /** What both clocks say. */
    public Moment now() {
        return Moment.now(clock, bootClock);
    }
}
