/**
 * Owns how the APIs of other systems stand on the core: which of them answers a request where several share a path, what they are
 * handed, and the tokens of their clients. Each dialect is a package below.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.dialect;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
