/**
 * Owns the settings of the device process: their names, defaults, limits and the one report of what is wrong with them.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.edge.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
