package ghosthunter.hub.operator;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The audit of what operators did: append-only. */
public interface Journal {
    /** How many entries one page has at most. */
    int PAGE_MAX = 1_000;

    /** How far an action has come. */
    enum Stage {
        /** About to begin: what is not written down does not begin. */
        ASKED,
        /** Done. */
        DONE,
        /** Refused or failed. */
        REFUSED;

        /** The name in the table. */
        public String slug() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One entry.
     *
     * @param request what the entries of one action share
     * @param action method and path, or a command
     * @param detail more, never a secret
     * @param address where it came from, or null for the machine itself
     */
    record Entry(
            UUID request,
            Stage stage,
            Actor actor,
            String action,
            JsonObject detail,
            @Nullable String address) {}

    /**
     * An entry as it is stored.
     *
     * @param id ascending
     * @param tenant the actor's, or null for the whole installation
     */
    record Stored(
            long id,
            UUID request,
            Instant at,
            String stage,
            String actorKind,
            String actor,
            @Nullable String role,
            @Nullable String tenant,
            String action,
            JsonObject detail,
            @Nullable String address) {}

    /** Writes; durable when the future succeeds. */
    Future<Void> write(Entry entry);

    /**
     * Entries that this scope may see, newest first.
     *
     * @param before only what is older than this id
     * @param limit 1 to {@value #PAGE_MAX}
     */
    Future<List<Stored>> page(Scope scope, long before, int limit);
}
