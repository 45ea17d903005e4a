/**
 * Owns the databases that tenants have for themselves: where they are, and what a node makes and keeps up for each.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.tenant;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
