/**
 * Owns the reconciliation: what the lockers recorded against what Postgres holds. It reads both databases with plain JDBC and
 * recomputes every hash with nothing of the product's own code, so that it can contradict it. Blocking: for worker threads.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.load.reconcile;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
