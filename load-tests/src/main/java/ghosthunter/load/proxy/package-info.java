/**
 * Owns the bad network between devices and the hub: a TCP proxy on the loopback interface that cuts, delays, repeats and
 * severs on a seeded plan, and counts what it did so that a test can prove that the faults happened.
 *
 * <p>{@link ghosthunter.load.proxy.FaultPlan} decides and is pure; the proxy acts. Nothing here knows the protocol above
 * HTTP/1.1 framing.
 */
@CheckReturnValue
@NullMarked
package ghosthunter.load.proxy;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
