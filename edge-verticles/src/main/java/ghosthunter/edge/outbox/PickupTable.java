package ghosthunter.edge.outbox;

import ghosthunter.codecs.locker.PickupGrant;
import ghosthunter.codecs.time.Moment;
import io.vertx.core.Future;
import java.util.List;

/** The statements on {@code pickup}. They go by its primary key unless said otherwise. */
final class PickupTable {
    private final Sqlite sqlite;

    PickupTable(Sqlite sqlite) {
        this.sqlite = sqlite;
    }

    /**
     * What is known of the codes of a package.
     *
     * @param used the counter of the last one that was taken, 0 for none
     * @param issued the counter of the newest one that the centre had given out when one was tried last
     * @param refused wrong ones in a row
     * @param boot of {@code untilUpMs}
     * @param untilUpMs none is looked at before
     */
    record Tries(String trackingId, long used, long issued, long refused, String boot, long untilUpMs) {
        /** Seconds until one is looked at again; 0: now. A restart does not shorten the wait: then it runs anew. */
        long waitS(Moment now) {
            long waitMs =
                    boot.equals(now.boot()) ? untilUpMs - now.upMs() : PickupGrant.waitS(refused) * 1_000 - now.upMs();
            return Math.max(0, (waitMs + 999) / 1_000);
        }

        /** A wrong one more. */
        Tries refused(Moment now) {
            long count = refused + 1;
            long untilMs = now.upMs() + PickupGrant.waitS(count) * 1_000;
            return new Tries(trackingId, used, issued, count, now.boot(), untilMs);
        }

        /** The right one. */
        Tries taken(long counter, Moment now) {
            return new Tries(trackingId, counter, issued, 0, now.boot(), 0);
        }

        /** Who got a new code may try it at once. */
        Tries knowing(long newest) {
            return newest > issued ? new Tries(trackingId, used, newest, 0, boot, 0) : this;
        }
    }

    Future<Tries> find(String trackingId, Moment now) {
        return sqlite.first(
                        row -> new Tries(
                                trackingId,
                                row.getLong("used"),
                                row.getLong("issued"),
                                row.getLong("refused"),
                                row.getString("boot"),
                                row.getLong("until_up_ms")),
                        "SELECT used, issued, refused, boot, until_up_ms FROM pickup WHERE tracking_id = ?",
                        trackingId)
                .map(found -> found.orElse(new Tries(trackingId, 0, 0, 0, now.boot(), 0)));
    }

    /** Keeps it. */
    Future<Void> save(Tries tries, boolean started) {
        return sqlite.update(
                        """
                        INSERT INTO pickup (tracking_id, used, issued, refused, boot, until_up_ms, started)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (tracking_id) DO UPDATE
                        SET used = excluded.used, issued = excluded.issued, refused = excluded.refused,
                            boot = excluded.boot, until_up_ms = excluded.until_up_ms, started = excluded.started""",
                        tries.trackingId(),
                        tries.used(),
                        tries.issued(),
                        tries.refused(),
                        tries.boot(),
                        tries.untilUpMs(),
                        started ? 1 : 0)
                .mapEmpty();
    }

    Future<Void> end(String trackingId) {
        return sqlite.update("UPDATE pickup SET started = 0 WHERE tracking_id = ?", trackingId)
                .mapEmpty();
    }

    /** Those whose door was told to open and has not answered, by the index pickup_started. */
    Future<List<String>> started() {
        return sqlite.list(
                row -> row.getString("tracking_id"), "SELECT tracking_id FROM pickup WHERE started = 1 ORDER BY 1");
    }
}
