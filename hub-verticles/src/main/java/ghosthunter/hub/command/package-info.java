/**
 * Owns the commands that a person types beside a running hub. They block and they print; nothing else in the hub does either.
 * {@code serve} is not among them: it wires the hub, and so stands beside it.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.command;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
