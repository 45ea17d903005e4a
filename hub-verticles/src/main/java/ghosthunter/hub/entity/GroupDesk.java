package ghosthunter.hub.entity;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which devices are in which group: audiences of entities go by it. Any context may call it. */
public final class GroupDesk {
    /** A range of the primary key. */
    private static final String DEVICES = """
            SELECT device
            FROM device_group
            WHERE tenant = $1 AND name = $2 AND ($3::text IS NULL OR device > $3)
            ORDER BY device
            LIMIT $4
            """;

    private static final String HAS = "SELECT FROM device_group WHERE tenant = $1 AND name = $2 AND device = $3";

    private static final String ADD =
            "INSERT INTO device_group (tenant, name, device) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    private static final String REMOVE = "DELETE FROM device_group WHERE tenant = $1 AND name = $2 AND device = $3";

    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private final TenantPools pools;

    public GroupDesk(TenantPools pools) {
        this.pools = pools;
    }

    /** The devices of a group, by name; none: nobody is in it. */
    public Future<List<String>> devices(TenantId tenant, DeviceId group, @Nullable DeviceId after, int limit) {
        Tuple asked = Tuple.of(tenant.value(), group.value(), after == null ? null : after.value(), limit);
        return pools.query(tenant, DEVICES, asked)
                .recover(DatabaseFailure::unavailable)
                .map(rows -> EntityDesk.list(rows, row -> row.getString("device")));
    }

    /** Whether the device is in the group. */
    public Future<Boolean> has(DeviceRef device, DeviceId group) {
        return query(HAS, device, group).map(rows -> rows.size() > 0);
    }

    /** Puts a device into a group, where it may be already. Fails with {@code not-found} where there is no such device. */
    public Future<Void> add(DeviceRef device, DeviceId group) {
        return pools.query(device.tenant(), ADD, parameters(device, group))
                .recover(failure -> DatabaseFailure.is(failure, FOREIGN_KEY_VIOLATION)
                        ? Future.failedFuture(Problem.of(ProblemType.NOT_FOUND, "there is no device " + device.device())
                                .exception())
                        : DatabaseFailure.unavailable(failure))
                .mapEmpty();
    }

    /** Takes a device out of a group; false: it was not in it. */
    public Future<Boolean> remove(DeviceRef device, DeviceId group) {
        return query(REMOVE, device, group).map(rows -> rows.rowCount() > 0);
    }

    private Future<RowSet<Row>> query(String sql, DeviceRef device, DeviceId group) {
        return pools.query(device.tenant(), sql, parameters(device, group)).recover(DatabaseFailure::unavailable);
    }

    private static Tuple parameters(DeviceRef device, DeviceId group) {
        return Tuple.of(device.tenant().value(), group.value(), device.device().value());
    }
}
