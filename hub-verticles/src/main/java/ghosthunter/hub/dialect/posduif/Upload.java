package ghosthunter.hub.dialect.posduif;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * A message that somebody wants to have delivered. What it says of its status is not believed. Pure.
 *
 * @param id what its writer named it: the same message again has the same
 * @param createdAt when its writer says that it was written, not after now
 */
record Upload(String id, String recipientId, String content, Instant createdAt) {
    static final int CONTENT_CHARS_MAX = 20_000;

    /**
     * Reads one.
     *
     * @param sender whom it must be of
     * @throws IllegalArgumentException with the reason, if it is none
     */
    static Upload read(Object raw, String sender, Instant now) {
        if (!(raw instanceof JsonObject json)) {
            throw new IllegalArgumentException("Invalid message");
        }
        String id = Ids.canonical(text(json, "id"));
        if (id.isEmpty()) {
            throw new IllegalArgumentException("Invalid message ID");
        }
        String from = text(json, "sender_id");
        if (!from.isEmpty() && !Ids.canonical(from).equals(sender)) {
            throw new IllegalArgumentException("Sender does not match device");
        }
        return new Upload(id, recipient(json), content(json), time(json, now));
    }

    static String content(JsonObject json) {
        String content = text(json, "content");
        if (content.isBlank()) {
            throw new IllegalArgumentException("Message content cannot be empty");
        }
        if (content.length() > CONTENT_CHARS_MAX) {
            throw new IllegalArgumentException("Message content has more than " + CONTENT_CHARS_MAX + " characters");
        }
        return content;
    }

    /** Empty text where it names nobody. */
    static String recipient(JsonObject json) {
        return Ids.canonical(text(json, "recipient_id"));
    }

    /** A phone whose clock is fast must not have its message on top for ever. */
    private static Instant time(JsonObject json, Instant now) {
        String text = text(json, "created_at");
        if (text.isEmpty()) {
            return now;
        }
        try {
            Instant at = Times.parse(text);
            return at.isAfter(now) ? now : at;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Invalid created_at", e);
        }
    }

    private static String text(JsonObject json, String name) {
        return json.getValue(name) instanceof String text ? text : "";
    }
}
