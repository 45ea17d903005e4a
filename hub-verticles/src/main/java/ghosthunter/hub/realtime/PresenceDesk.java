package ghosthunter.hub.realtime;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where it is looked up who is there. Any context may call it. */
public final class PresenceDesk {
    /** How many devices one page has at most. */
    public static final int PAGE_MAX = 1_000;

    private final TenantPools pools;
    private final PresenceSettings settings;
    private final Supplier<Set<DeviceRef>> inWork;

    /** @param inWork the devices of which this node has an exchange in work */
    public PresenceDesk(TenantPools pools, PresenceSettings settings, Supplier<Set<DeviceRef>> inWork) {
        this.pools = pools;
        this.settings = settings;
        this.inWork = inWork;
    }

    /**
     * A page of devices, ordered by their code.
     *
     * @param state only those in it, or null
     * @param after the last code of the page before, or null for the first page
     * @param limit 1 to {@value #PAGE_MAX}
     */
    public Future<List<Presence>> page(
            TenantId tenant, Presence.@Nullable State state, @Nullable DeviceId after, int limit) {
        Tuple asked = asked(tenant)
                .addString(after == null ? null : after.value())
                .addString(state == null ? null : state.wire())
                .addInteger(limit);
        return query(tenant, PresenceSql.PAGE, asked).map(rows -> {
            List<Presence> page = new ArrayList<>(rows.size());
            rows.forEach(row -> page.add(presence(row)));
            return page;
        });
    }

    /** One device with its changes by type; empty when there is no such device. */
    public Future<Optional<Presence.Detail>> one(DeviceRef device) {
        TenantId tenant = device.tenant();
        return query(
                        tenant,
                        PresenceSql.ONE,
                        asked(tenant).addString(device.device().value()))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(Optional.empty())
                        : types(tenant, List.of(device.device()))
                                .map(types -> Optional.of(new Presence.Detail(
                                        presence(rows.iterator().next()), types))));
    }

    /** What became of the changes of these devices together, by type. */
    public Future<List<Presence.OfType>> types(TenantId tenant, List<DeviceId> devices) {
        String[] names = devices.stream().map(DeviceId::value).toArray(String[]::new);
        return query(tenant, PresenceSql.TYPES, Tuple.of(tenant.value()).addArrayOfString(names))
                .map(PresenceDesk::ofTypes);
    }

    private Tuple asked(TenantId tenant) {
        String[] syncing = inWork.get().stream()
                .filter(device -> device.tenant().equals(tenant))
                .map(device -> device.device().value())
                .toArray(String[]::new);
        return Tuple.of(tenant.value(), settings.nodeAliveMs(), settings.onlineMs(), settings.silentMs(), syncing);
    }

    private static List<Presence.OfType> ofTypes(RowSet<Row> types) {
        List<Presence.OfType> ofTypes = new ArrayList<>(types.size());
        types.forEach(type -> ofTypes.add(new Presence.OfType(
                type.getString("type"),
                type.getLong("pending"),
                type.getLong("synced"),
                type.getLong("failed"),
                type.getLong("conflicts"))));
        return List.copyOf(ofTypes);
    }

    private static Presence presence(Row row) {
        return new Presence(
                new DeviceId(row.getString("device")),
                row.getString("kind"),
                row.getString("dialect"),
                row.getString("label"),
                row.getString("device_group"),
                Presence.State.ofWire(row.getString("state")),
                instant(row.getOffsetDateTime("last_seen_at")),
                instant(row.getOffsetDateTime("stream_since")),
                row.getLong("pending"),
                row.getInteger("battery_pct"),
                row.getLong("failed"),
                row.getLong("conflicts"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    private Future<RowSet<Row>> query(TenantId tenant, String sql, Tuple parameters) {
        return pools.query(tenant, sql, parameters).recover(DatabaseFailure::unavailable);
    }
}
