/**
 * Owns the change: its verbatim line, its parsed view, and the small value types that name a device and its store. Calls
 * nothing but the JDK and the JSON parser.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.codecs.change;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
