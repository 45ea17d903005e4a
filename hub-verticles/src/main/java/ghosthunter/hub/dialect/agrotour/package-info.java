/**
 * Owns the wire contracts of Agrotour: {@code /sync/…} with {@code X-Tenant-ID}, and {@code /api/sync/…} with the tokens of its
 * web, desktop and phone clients. An adapter onto entities, their logs and their conflicts; it stores nothing of its own.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.dialect.agrotour;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
