package ghosthunter.hub.finding;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that an operator must see.
 *
 * @param id of its database; ascending in the order in which they first showed
 * @param device the device's code
 * @param kind as {@link ghosthunter.hub.ledger.FindingKind#wire}
 * @param subject what exactly: a tracking id, an epoch and lane, a change id
 * @param detail what is known of its last appearance
 * @param count how often it showed
 * @param closed how it ended, or null while it is open
 */
public record Finding(
        long id,
        String device,
        String kind,
        String subject,
        JsonObject detail,
        long count,
        Instant firstAt,
        Instant lastAt,
        @Nullable Closed closed) {
    /**
     * How it ended.
     *
     * @param by the person who closed it, or null where it answered itself
     * @param because that person's reason
     */
    public record Closed(
            Instant at, @Nullable String by, @Nullable String because) {}
}
