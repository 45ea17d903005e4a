package ghosthunter.hub.dialect.cpos;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What a terminal is doing, and when it was heard of, as its entity says. Each change is a version for ever, so what is said every 30 s is
 * written when it is news; to the second it is in the list of devices. Any context.
 */
final class TerminalStatus {
    static final String ONLINE = "ONLINE";
    static final String SYNCING = "SYNCING";

    /** As long {@code lastHeartbeat} may lag behind. */
    static final Duration HEARTBEAT_LAG_MAX = Duration.ofMinutes(5);

    private static final String STATUS = "status";
    private static final String LAST_HEARTBEAT = "lastHeartbeat";

    private final Shops shops;
    private final InstantSource clock;

    TerminalStatus(Shops shops, InstantSource clock) {
        this.shops = shops;
        this.clock = clock;
    }

    /** It says so itself. */
    Future<Void> heard(Terminal terminal, String status) {
        Instant now = clock.instant();
        boolean isNews = !status.equals(terminal.data().getString(STATUS))
                || Iso.parse(terminal.data().getValue(LAST_HEARTBEAT, ""))
                        .filter(last -> last.plus(HEARTBEAT_LAG_MAX).isAfter(now))
                        .isEmpty();
        return isNews
                ? patch(terminal, new JsonObject().put(STATUS, status).put(LAST_HEARTBEAT, Iso.of(now)))
                : Future.succeededFuture();
    }

    /** It is called to sync everything, until it says otherwise. */
    Future<Void> syncing(Terminal terminal) {
        return SYNCING.equals(terminal.data().getString(STATUS))
                ? Future.succeededFuture()
                : patch(terminal, new JsonObject().put(STATUS, SYNCING));
    }

    /** It has synced. */
    Future<Void> synced(Terminal terminal) {
        return shops.terminal(terminal.id())
                .compose(found -> found.map(there -> {
                            JsonObject fields = new JsonObject().put("lastSyncAt", Iso.of(clock.instant()));
                            return patch(
                                    there,
                                    SYNCING.equals(there.data().getString(STATUS))
                                            ? fields.put(STATUS, ONLINE)
                                            : fields);
                        })
                        .orElseGet(Future::succeededFuture));
    }

    private Future<Void> patch(Terminal terminal, JsonObject fields) {
        return shops.patch(CposTypes.TERMINAL, terminal.id(), fields, null).mapEmpty();
    }
}
