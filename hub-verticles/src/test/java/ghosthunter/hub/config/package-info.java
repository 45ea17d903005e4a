/**
 * The tests of this package.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
