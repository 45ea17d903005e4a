/**
 * Owns the SQLite file: the package rows a person can read, the outbox, the chain heads and the exchange counter. The only
 * package that sees JDBC. Everybody else asks it with an {@link ghosthunter.edge.outbox.OutboxCommand} over the event bus.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.edge.outbox;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
