/**
 * Owns the hub's HTTP interface: the server, the exchange, enrollment, and what people and monitoring read. Parses and checks
 * everything at this border; behind it there is only valid data. Asks the gate, the workers and the directory, never SQL.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
