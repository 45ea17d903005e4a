/**
 * Owns the independent check of what is stored: it reads the tables as an outsider would, and shares with the ledger's own code
 * nothing but the grammar of lines and statements. Blocks; never on an event loop.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.audit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
