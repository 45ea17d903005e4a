/**
 * Owns the event-bus addresses and the codec that hands immutable records over without a copy.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.codecs.bus;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
