/**
 * Owns reading settings: one YAML file, overridden by the environment, every value checked, every mistake in one report.
 * Calls nothing but the JDK and the YAML parser.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.codecs.settings;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
