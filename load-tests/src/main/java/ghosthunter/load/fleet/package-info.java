/**
 * Owns a fleet on one machine: a hub process, lockers that are the real edge, and the network between them, which can be cut.
 * Blocking: for test threads and the demo's own thread, never for an event loop.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.load.fleet;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
