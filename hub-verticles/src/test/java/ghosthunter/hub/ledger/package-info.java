/** Tests of the ledger: one suite for every ledger, and what only the one in Postgres can show. */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
