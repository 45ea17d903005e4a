/**
 * Owns the ledger: the append-only table of changes, the chain heads, and the group commit that moves both. The only package
 * that writes to Postgres on behalf of devices.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
