/**
 * Owns the identity of this device at its hub: how it is got with a token, checked, and kept in a file.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.edge.enroll;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
