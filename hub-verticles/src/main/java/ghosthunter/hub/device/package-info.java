/**
 * Owns the one worker per device and the admission before it: two batches of one device never interleave, and what does not
 * fit is refused before anything is sent. Knows the ledger by its address alone.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.device;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
