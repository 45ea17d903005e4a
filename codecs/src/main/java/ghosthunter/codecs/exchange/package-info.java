/**
 * Owns what is signed and sent: statement, receipt, JWS, and the bounded NDJSON reader and writer. See PROTOCOL.md,
 * "Exchange".
 */
@NullMarked
@CheckReturnValue
package ghosthunter.codecs.exchange;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
