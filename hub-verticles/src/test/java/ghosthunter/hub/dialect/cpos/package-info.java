/** Tests of what the dialect cpos decides without a hub. */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.dialect.cpos;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
