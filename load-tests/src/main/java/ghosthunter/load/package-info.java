/**
 * The command line of the fleet simulator. Calls every package below it, is called by none.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.load;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
