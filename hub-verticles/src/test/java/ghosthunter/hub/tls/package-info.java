/** Tests of TLS over real sockets. */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.tls;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
