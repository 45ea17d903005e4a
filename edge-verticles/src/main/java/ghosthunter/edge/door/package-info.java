/**
 * Owns the doors: who is told to open one, for a command of the centre or for a pick-up code, and what it answered. One door at a
 * time.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.edge.door;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
