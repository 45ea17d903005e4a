/**
 * Owns reading small JSON objects from outside: strict, and with the path of what is wrong.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.codecs.json;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
