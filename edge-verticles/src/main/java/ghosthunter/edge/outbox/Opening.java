package ghosthunter.edge.outbox;

import ghosthunter.codecs.id.Hash;
import org.jspecify.annotations.Nullable;

/**
 * A door that is to be opened now. That it was begun is on the disk already, so that nobody begins it again.
 *
 * @param type {@code command} or {@code pickup}
 * @param key of the entity that says why
 * @param request whom the result is to be repeated to, or null
 */
public record Opening(
        String type,
        String key,
        String compartment,
        @Nullable Request request) {
    /** A request that may come again: its {@code Idempotency-Key}, and what it said. */
    record Request(String idempotencyKey, Hash said) {}
}
