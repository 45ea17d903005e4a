/**
 * Owns the benchmarks: one class each, each a command that measures the product beside its yardstick in one run, on a real hub with
 * a PostgreSQL that loses nothing. Blocking.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.load.bench;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
