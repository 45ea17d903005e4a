/** Tests of the HTTP interface over real sockets. */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
