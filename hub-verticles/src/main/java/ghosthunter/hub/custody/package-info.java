/**
 * Owns the timeline of one package, from the door closing to the receipt that reached the locker. Only reads; the times are
 * placed anew at every read, because clock samples that arrive later narrow them.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.custody;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
