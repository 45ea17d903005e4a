/**
 * Owns what the ledger's changes mean for the tables derived from it. Pure: states, facts and what may follow what; the ledger
 * reads and writes the rows.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.projection;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
