/**
 * Owns the change: its verbatim line, its parsed view, and the small value types that name a device and its store. Calls
 * nothing but the JDK, the JSON parser and the grammar of times.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.codecs.change;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
