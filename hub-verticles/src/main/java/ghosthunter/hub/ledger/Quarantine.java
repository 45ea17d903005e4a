package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.UuidV7;
import ghosthunter.hub.postgres.Tenancy;
import ghosthunter.hub.projection.Occurred;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The quarantine for people: what is in it, and its two exits by hand. It works beside running hubs, as one more node: a review
 * takes the same locks as a group. Of one context.
 */
public final class Quarantine {
    private final LedgerConnection connection;
    private final SqlLedger ledger;

    /**
     * Connects when it is asked.
     *
     * @param settings by which what waits is judged again
     */
    public Quarantine(
            Vertx vertx, PgConnectOptions database, LedgerSettings settings, InstantSource clock, UuidV7 ids) {
        this.connection = new LedgerConnection(vertx, database, settings);
        this.ledger = new SqlLedger(vertx, database, settings, clock, ids, LedgerMetrics.NONE);
    }

    /**
     * A change in quarantine.
     *
     * @param reason why it cannot be projected
     * @param line its bytes
     * @param occurred when it happened, as far as that is known
     * @param receivedAt hub's clock when it had arrived
     * @param released how it left, or null while it waits
     * @param untrusted whether a key signed it that was shut out
     */
    public record Item(
            Key.Entry place,
            UUID change,
            @Nullable String type,
            @Nullable String key,
            String reason,
            Instant since,
            Line line,
            Occurred occurred,
            Instant receivedAt,
            @Nullable Exit released,
            boolean untrusted) {
        /** The device that recorded it. */
        public DeviceRef device() {
            return place.chain().device();
        }
    }

    /**
     * How a change left.
     *
     * @param as {@code projected}, {@code conflict}, {@code dismissed} or {@code untrusted}
     */
    public record Exit(String as, Instant at) {}

    /**
     * What is in quarantine, the oldest first.
     *
     * @param device of this device only
     * @param change of this id only
     * @param alsoReleased with what left it
     * @param max at most so many
     */
    public Future<List<Item>> items(
            TenantId tenant, @Nullable DeviceId device, @Nullable UUID change, boolean alsoReleased, int max) {
        Tuple asked =
                Tuple.of(tenant.value(), device == null ? null : device.value(), change, alsoReleased, (long) max);
        List<Item> items = new ArrayList<>();
        return connection
                .get()
                .compose(live -> {
                    Pipeline pipeline = new Pipeline(live);
                    pipeline.begin(Tenancy.of(tenant));
                    pipeline.send(
                            LedgerSql.LIST_QUARANTINE,
                            asked,
                            rows -> rows.forEach(row -> items.add(GroupReader.item(row))));
                    pipeline.command("COMMIT"); // After a failure it rolls back.
                    return pipeline.join();
                })
                .map(done -> items);
    }

    /**
     * Judges again what waits of a device, the 1,000 oldest; see {@link Ledger#review}.
     *
     * @param dismissed what is given up
     * @return complete after the commit; fails with a {@link ghosthunter.codecs.problem.ProblemException} when it is not known
     *     to be durable
     */
    public Future<Void> review(DeviceRef device, Set<Key.Entry> dismissed) {
        return ledger.review(device, dismissed)
                .compose(outcome -> outcome.fold(
                        committed -> Future.succeededFuture(),
                        failed -> Future.failedFuture(failed.problem().exception())));
    }

    /**
     * Lets changes leave that a key signed which is shut out. They are judged by nobody and nothing waits behind them, so the lock of
     * their device is all that this takes. Others that are named stay.
     *
     * @param accepted whether they are evidence from now on, as untrusted; else they are dismissed
     * @return complete after the commit
     */
    public Future<Void> releaseUntrusted(DeviceRef device, Set<Key.Entry> places, boolean accepted) {
        return connection.get().compose(live -> {
            Pipeline pipeline = new Pipeline(live);
            pipeline.begin(Tenancy.of(device.tenant()));
            pipeline.send(
                    LedgerSql.LOCK_DEVICES,
                    Columns.of(List.of(device)).device(d -> d).tuple(),
                    rows -> {});
            pipeline.send(
                    LedgerSql.RELEASE_UNTRUSTED,
                    Columns.of(List.copyOf(places))
                            .entry(place -> place)
                            .and(accepted ? "untrusted" : "dismissed")
                            .tuple(),
                    rows -> {});
            pipeline.send(
                    LedgerSql.CLOSE_UNTRUSTED,
                    Tuple.of(device.tenant().value(), device.device().value()),
                    rows -> {});
            pipeline.command("COMMIT"); // After a failure it rolls back.
            return pipeline.join();
        });
    }

    /** Whether there is such a device. */
    public Future<Boolean> knows(DeviceRef device) {
        AtomicBoolean known = new AtomicBoolean();
        return connection
                .get()
                .compose(live -> {
                    Pipeline pipeline = new Pipeline(live);
                    pipeline.begin(Tenancy.of(device.tenant()));
                    pipeline.send(
                            LedgerSql.DEVICE_IS_KNOWN,
                            Tuple.of(device.tenant().value(), device.device().value()),
                            rows -> known.set(rows.iterator().next().getBoolean("known")));
                    pipeline.command("COMMIT");
                    return pipeline.join();
                })
                .map(done -> known.get());
    }

    /** Gives back its connections. */
    public Future<Void> close() {
        return Future.join(ledger.close(), connection.close()).mapEmpty();
    }
}
