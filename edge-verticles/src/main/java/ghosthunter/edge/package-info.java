/**
 * The device process: its command line and the wiring of its verticles. Calls every package below it, is called by none.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.edge;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
