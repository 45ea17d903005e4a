/**
 * Owns what the hub knows about devices beside their chains: keys, enrollment tokens, and the reads that people and the HTTP
 * API ask for. Reads every table of the ledger, writes only {@code device}, {@code device_key} and {@code enrollment_token}.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.directory;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
