/**
 * Owns the wire contract of the cpos sync module: SQLite terminals of shops against one centre, {@code /api/sync/…} and {@code
 * /api/auth/…}. An adapter: terminals are devices, what they push are their changes, stores, branches, terminals and people are
 * entities that no device is sent, and passwords are those of operators.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.dialect.cpos;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
