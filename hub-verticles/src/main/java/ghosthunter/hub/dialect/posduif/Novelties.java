package ghosthunter.hub.dialect.posduif;

import ghosthunter.hub.dialect.posduif.EventStream.Event;
import ghosthunter.hub.entity.MessageDesk;
import ghosthunter.hub.entity.Stored;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one stream has not told yet. Used by one event loop. */
final class Novelties implements EventStream.News {
    /** So many of what is new are told one by one. */
    static final int LOOK_MAX = 20;

    private static final int TOLD_MAX = 500;
    private static final Duration OVERLAP = Duration.ofSeconds(10);

    private final MessageDesk desk;
    private final Caller caller;
    private final InstantSource clock;
    private final boolean phone;
    private final Set<String> told = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > TOLD_MAX;
        }
    });
    private Instant lookedAt;

    /** @param phone whether it is a phone, which fetches, or somebody at the web application, who reads */
    Novelties(MessageDesk desk, Caller caller, InstantSource clock, boolean phone) {
        this.desk = desk;
        this.caller = caller;
        this.clock = clock;
        this.phone = phone;
        this.lookedAt = clock.instant();
    }

    @Override
    public Future<List<Event>> look(boolean first) {
        Instant since = lookedAt.minus(OVERLAP);
        lookedAt = clock.instant();
        return Future.all(
                        desk.unread(caller.tenant(), caller.id(), LOOK_MAX),
                        desk.counts(caller.tenant(), caller.id()),
                        phone
                                ? Future.succeededFuture(List.<Stored.Entity>of())
                                : desk.read(caller.tenant(), caller.id(), since, LOOK_MAX))
                .map(found -> events(found.resultAt(0), found.resultAt(1), found.resultAt(2), first));
    }

    private List<Event> events(
            List<Stored.Entity> unread, MessageDesk.Counts counts, List<Stored.Entity> read, boolean first) {
        List<Stored.Entity> fresh = new ArrayList<>();
        for (Stored.Entity message : unread) {
            boolean waits = "pending_sync".equals(message.data().getString("status"));
            if ((waits || !phone) && told.add(message.key())) {
                fresh.add(0, message);
            }
        }
        List<Event> events = new ArrayList<>();
        if (phone && (first ? counts.waiting() > 0 : fresh.size() == LOOK_MAX)) {
            events.add(syncRequired(counts));
        } else if (phone) {
            fresh.forEach(message -> events.add(new Event("message", of(message, "new_message"))));
        } else {
            fresh.stream()
                    .skip(first ? Math.max(0, fresh.size() - 1) : 0)
                    .forEach(message -> events.add(
                            new Event("new_message", of(message, "new_message").put("unread_count", counts.unread()))));
        }
        for (Stored.Entity message : read) {
            if (told.add("read " + message.key()) && !first) {
                events.add(new Event("message_read", of(message, "message_read")));
            }
        }
        return events;
    }

    private static Event syncRequired(MessageDesk.Counts counts) {
        return new Event(
                "sync_required", new JsonObject().put("type", "sync_required").put("pending_count", counts.waiting()));
    }

    private static JsonObject of(Stored.Entity message, String type) {
        return new JsonObject().put("type", type).put("message_id", message.key());
    }
}
