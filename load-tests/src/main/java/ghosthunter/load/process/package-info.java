/**
 * Owns operating-system processes that a test or the demo starts: hubs, edges and databases that can really be killed.
 *
 * <p>Everything here <b>blocks</b>. It belongs on a test's thread or a worker thread, never on an event loop.
 */
@CheckReturnValue
@NullMarked
package ghosthunter.load.process;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
