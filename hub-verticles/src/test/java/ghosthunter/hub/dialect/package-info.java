/** Tests of how dialects share the hub. */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.dialect;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
