/**
 * Owns the certificate and key of the hub's own TLS: where they are, whether they fit each other, and that they are read anew.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.tls;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
