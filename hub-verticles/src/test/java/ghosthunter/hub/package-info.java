/** Tests of a whole node: real sockets, real PostgreSQL. */
@NullMarked
@CheckReturnValue
package ghosthunter.hub;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
