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
        return phone ? ofPhone(first) : ofWeb(first);
    }

    /** A phone fetches: it is told of what waits for it, and only that it shall where there is much. */
    private Future<List<Event>> ofPhone(boolean first) {
        return Future.all(
                        desk.newestWaiting(caller.tenant(), caller.id(), LOOK_MAX),
                        desk.waitingCount(caller.tenant(), caller.id()))
                .map(found -> {
                    List<Stored.Entity> fresh = fresh(found.resultAt(0));
                    long waiting = found.<Long>resultAt(1);
                    boolean sums = first ? waiting > 0 : fresh.size() == LOOK_MAX;
                    return sums
                            ? List.of(syncRequired(waiting))
                            : fresh.stream()
                                    .map(message -> new Event("message", of(message, "new_message")))
                                    .toList();
                });
    }

    /** A page is told of each message, but at its beginning only of the newest, and of what was read. */
    private Future<List<Event>> ofWeb(boolean first) {
        String since = Times.text(lookedAt.minus(OVERLAP));
        lookedAt = clock.instant();
        return Future.all(
                        desk.newestUnread(caller.tenant(), caller.id(), LOOK_MAX),
                        desk.unreadCount(caller.tenant(), caller.id()),
                        desk.read(caller.tenant(), caller.id(), since, LOOK_MAX))
                .map(found -> {
                    List<Event> events = new ArrayList<>();
                    List<Stored.Entity> fresh = fresh(found.resultAt(0));
                    long unread = found.<Long>resultAt(1);
                    fresh.stream()
                            .skip(first ? Math.max(0, fresh.size() - 1) : 0)
                            .forEach(message -> events.add(new Event(
                                    "new_message", of(message, "new_message").put("unread_count", unread))));
                    for (Stored.Entity message : found.<List<Stored.Entity>>resultAt(2)) {
                        if (told.add("read " + message.key()) && !first) {
                            events.add(new Event("message_read", of(message, "message_read")));
                        }
                    }
                    return events;
                });
    }

    /** What was not told, the oldest first; from now on it was. */
    private List<Stored.Entity> fresh(List<Stored.Entity> newestFirst) {
        List<Stored.Entity> fresh = new ArrayList<>();
        for (Stored.Entity message : newestFirst) {
            if (told.add(message.key())) {
                fresh.add(0, message);
            }
        }
        return fresh;
    }

    private static Event syncRequired(long waiting) {
        return new Event(
                "sync_required", new JsonObject().put("type", "sync_required").put("pending_count", waiting));
    }

    private static JsonObject of(Stored.Entity message, String type) {
        return new JsonObject().put("type", type).put("message_id", message.key());
    }
}
