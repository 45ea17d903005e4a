/**
 * Owns time: the clock ports, the clock samples of an exchange, and the interval in which an event happened. Pure but for
 * {@link ghosthunter.codecs.time.SystemBootClock}.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.codecs.time;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
