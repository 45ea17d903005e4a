/**
 * The tests of this package, and the real database that other tests use.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.postgres;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
