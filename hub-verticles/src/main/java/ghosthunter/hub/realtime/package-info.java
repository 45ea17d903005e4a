/**
 * Owns the streams on which devices are called, who is owed a call, and what is known of who is there: {@code device_stream},
 * {@code stream_node} and the finding {@code silent}. No data travel here: whoever is called comes by the exchange.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.realtime;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
