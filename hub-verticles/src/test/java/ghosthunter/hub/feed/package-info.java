/**
 * The tests of this package.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.feed;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
