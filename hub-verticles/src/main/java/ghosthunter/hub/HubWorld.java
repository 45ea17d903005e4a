package ghosthunter.hub;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What a {@link HubNode} takes from outside itself, so that a test can skew it.
 *
 * @param clock the hub's clock
 * @param nanoTime a clock that only measures distances, nanoseconds
 * @param random for keys, tokens and ids
 */
public record HubWorld(InstantSource clock, LongSupplier nanoTime, SecureRandom random) {}
