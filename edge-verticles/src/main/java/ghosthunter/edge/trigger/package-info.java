/**
 * Owns the stream on which the hub calls this device: opened only where the settings want one, watched, opened anew. It tells the
 * exchange loop to come soon and does nothing else.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.edge.trigger;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
