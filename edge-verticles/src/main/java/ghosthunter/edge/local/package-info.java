/**
 * Owns the HTTP API on loopback: what the door controller and the commands of this machine speak. Asks the outbox and the
 * exchange loop over the event bus; sees neither SQLite nor the hub.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.edge.local;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
