/**
 * The tests of this package.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.command;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
