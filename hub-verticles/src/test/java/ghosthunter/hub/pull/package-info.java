/** Tests of what devices pull. */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.pull;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
