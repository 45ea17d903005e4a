/**
 * Owns the exchange with the hub: when to sync, what is signed and sent, and which answer counts. Asks the outbox over the
 * event bus, speaks to the hub through one narrow port; holds no state that a power cut may not take.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.edge.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
