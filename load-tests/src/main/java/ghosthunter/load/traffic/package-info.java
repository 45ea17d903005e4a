/**
 * Owns signed traffic without lockers: keys, chains and statements as lockers make them, ready as bytes before a clock starts,
 * connections that carry them, and the proof that every answer was right. The generator is small, so that what is measured is the
 * hub.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.load.traffic;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
