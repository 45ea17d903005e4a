package ghosthunter.hub.projection;

import ghosthunter.codecs.time.ClockState;
import java.time.Instant;

/**
 * When something happened, in the form in which it is stored.
 *
 * @param at hub time, the middle of the interval
 * @param errorMs half the width of the interval, milliseconds
 * @param state how well it is known
 */
public record Occurred(Instant at, long errorMs, ClockState state) {}
