/**
 * What a device pulls: pages of the entities that are meant for it, from the feed's positions and the entities' newest state.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.pull;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
