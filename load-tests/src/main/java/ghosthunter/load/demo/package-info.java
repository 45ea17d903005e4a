/** Owns the demo: a story of a bad day in a fleet, told in a terminal, and its reconciliation. */
@NullMarked
@CheckReturnValue
package ghosthunter.load.demo;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
