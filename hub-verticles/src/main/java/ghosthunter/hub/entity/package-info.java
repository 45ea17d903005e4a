/**
 * Owns entities for people: what there is, its history, the conflicts that wait, groups of devices, commands and pick-up codes,
 * and the door by which the centre writes. What becomes of a write is the ledger's.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.entity;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
