/**
 * Owns the figures that monitoring reads: their names, units and the text form of Prometheus. The only package that knows
 * Micrometer.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.metrics;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
