/**
 * Owns the settings of a hub: {@code conf/hub.yaml}, overridden by the environment, checked as a whole before anything starts.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
