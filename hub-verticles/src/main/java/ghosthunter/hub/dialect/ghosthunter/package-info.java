/**
 * Owns the wire contract of the first locker software, {@code POST /sync}: one package per request, not signed. An adapter onto
 * gate, workers and directory; it stores nothing of its own.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.dialect.ghosthunter;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
