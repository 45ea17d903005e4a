/**
 * Owns the stable error types of the HTTP interface (RFC 9457).
 */
@NullMarked
@CheckReturnValue
package ghosthunter.codecs.problem;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
