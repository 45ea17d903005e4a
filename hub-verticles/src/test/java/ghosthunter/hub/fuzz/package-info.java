/** Makes inputs that nobody thought of, from those that somebody did. */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.fuzz;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
