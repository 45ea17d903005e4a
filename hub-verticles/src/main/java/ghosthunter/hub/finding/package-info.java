/**
 * Owns findings for people: what there is, and closing one. Raising them, and closing those that answer themselves, is the
 * ledger's.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.finding;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
