/**
 * Owns the key pair of this device and the small files that must survive a power cut whole or not at all.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.edge.key;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
