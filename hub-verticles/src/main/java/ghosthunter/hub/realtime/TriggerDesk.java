package ghosthunter.hub.realtime;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.feed.FeedNews;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/** Where people and programs of the centre call devices: over the feed's channel, so that every node hears it. Any context. */
public final class TriggerDesk {
    /** Stands before an audience that an operator calls. */
    static final String BY_OPERATOR = "!";

    /** Device: primary key. Group: device_group's primary key for each device of the tenant. */
    private static final String MEANT = """
            SELECT count(*) AS devices
            FROM device d
            WHERE d.tenant = $1
              AND d.kind <> 'hub'
              AND ($2::text IS NULL OR d.device = $2)
              AND ($3::text IS NULL
                   OR EXISTS (SELECT FROM device_group g WHERE g.tenant = $1 AND g.name = $3 AND g.device = d.device))
            """;

    private static final String NOTIFY = "SELECT pg_notify($1, $2)";
    private static final int GROUP_CHARS_MAX = 64;

    private final TenantPools pools;

    public TriggerDesk(TenantPools pools) {
        this.pools = pools;
    }

    /**
     * Who is called: one device, one group, or, where both are null, all devices of the tenant.
     *
     * @param group 1 to 64 characters, none of them a control character
     */
    public record Target(
            @Nullable DeviceId device, @Nullable String group) {
        public Target {
            if (device != null && group != null) {
                throw new IllegalArgumentException("either a device or a group");
            }
            boolean isName = group == null
                    || (!group.isBlank()
                            && group.length() <= GROUP_CHARS_MAX
                            && group.chars().noneMatch(Character::isISOControl));
            if (!isName) {
                throw new IllegalArgumentException("a group has 1 to " + GROUP_CHARS_MAX + " printable characters");
            }
        }

        /** All devices of the tenant. */
        public static Target all() {
            return new Target(null, null);
        }

        String audience() {
            return device != null ? "d:" + device : group != null ? "g:" + group : "*";
        }
    }

    /**
     * Calls them. Those that have a stream at any node hear it; the others come by their own plan.
     *
     * @return how many devices are meant; fails with {@code not-found} where a device or a group has none
     */
    public Future<Long> call(TenantId tenant, Target target) {
        return pools.transaction(
                        tenant,
                        connection -> meant(connection, tenant, target)
                                .compose(devices ->
                                        announce(connection, tenant, target).map(devices)))
                .recover(DatabaseFailure::unavailable);
    }

    private static Future<Long> meant(SqlConnection connection, TenantId tenant, Target target) {
        DeviceId device = target.device();
        return connection
                .preparedQuery(MEANT)
                .execute(Tuple.of(tenant.value(), device == null ? null : device.value(), target.group()))
                .map(rows -> rows.iterator().next().getLong("devices"))
                .compose(devices -> devices > 0 || target.equals(Target.all())
                        ? Future.succeededFuture(devices)
                        : Future.failedFuture(Problem.of(ProblemType.NOT_FOUND, "there is no such device or group")
                                .exception()));
    }

    private static Future<?> announce(SqlConnection connection, TenantId tenant, Target target) {
        String line = tenant + " " + BY_OPERATOR + target.audience();
        return connection.preparedQuery(NOTIFY).execute(Tuple.of(FeedNews.CHANNEL, line));
    }
}
