/**
 * Owns the commands about packages. Each speaks to the local API: of the daemon where one runs, else of a device that the
 * command opens for itself, so that there is never a second writer. Blocks on its own main thread only.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.edge.command;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
