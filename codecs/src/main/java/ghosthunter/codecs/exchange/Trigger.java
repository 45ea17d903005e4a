package ghosthunter.codecs.exchange;

import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.problem.ProblemException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What a stream says: come and sync. The data go by the exchange alone. PROTOCOL.md, "Stream". */
public final class Trigger {
    private static final String SYNC_REQUIRED = "sync-required";

    private Trigger() {}

    /** Why a device is called. */
    public enum Reason {
        /** Something changed for it. */
        NEWS,
        /** A person or a program of the centre calls it. */
        OPERATOR,
        /** The hub has started and may have missed something. */
        RESTART;

        /** The name in messages. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The message, one line of JSON. */
    public static String syncRequired(Reason reason) {
        return new JsonObject()
                .put("trigger", SYNC_REQUIRED)
                .put("reason", reason.wire())
                .encode();
    }

    /** The reason of a call to sync, whatever it is; empty for every other message, which a device passes over. */
    public static Optional<String> reasonOf(String message) {
        try {
            JsonFields json = JsonFields.parse("the trigger", message.getBytes(StandardCharsets.UTF_8));
            return SYNC_REQUIRED.equals(json.textOrNull("trigger"))
                    ? Optional.of(json.text("reason"))
                    : Optional.empty();
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }
}
