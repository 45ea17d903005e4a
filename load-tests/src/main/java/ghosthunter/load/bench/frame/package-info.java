/**
 * Owns what every benchmark has: its command, its result with the yardstick beside each figure, and how that is shown: a table, a
 * plot and a JSON file. Blocking: a benchmark is played by one thread.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.load.bench.frame;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
