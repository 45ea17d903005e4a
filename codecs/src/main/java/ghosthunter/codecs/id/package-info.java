/**
 * Owns the values that identify: the content hash and the UUIDv7 (RFC 9562).
 */
@NullMarked
@CheckReturnValue
package ghosthunter.codecs.id;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
