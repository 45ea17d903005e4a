package ghosthunter.hub.finding;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Printable;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.operator.Actor;
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
import org.jspecify.annotations.Nullable;

/** Where findings are looked at and closed. Any context may call it. */
public final class FindingDesk {
    /** How many findings one page has at most. */
    public static final int PAGE_MAX = 1_000;

    /** The longest reason, characters. */
    public static final int REASON_CHARS_MAX = Printable.CHARS_MAX;

    /** Newest first, by the primary key. */
    private static final String PAGE = """
            SELECT id, device, kind, subject, detail, count, first_at, last_at, closed_at, closed_by, closed_because
            FROM finding
            WHERE tenant = $1
              AND ($2::text IS NULL OR device = $2)
              AND ($3::bool OR closed_at IS NULL)
              AND id < $4
            ORDER BY id DESC
            LIMIT $5
            """;

    /** By the primary key. What was closed before stays as it was closed. */
    private static final String CLOSE = """
            UPDATE finding
            SET closed_at = now(), closed_by = $3, closed_because = $4
            WHERE tenant = $1 AND id = $2 AND closed_at IS NULL
            RETURNING id, device, kind, subject, detail, count, first_at, last_at, closed_at, closed_by, closed_because
            """;

    private final TenantPools pools;

    public FindingDesk(TenantPools pools) {
        this.pools = pools;
    }

    /**
     * Findings of a tenant, newest first.
     *
     * @param device of this device only
     * @param alsoClosed with those that are closed
     * @param before only those with a smaller id
     * @param limit 1 to {@value #PAGE_MAX}
     */
    public Future<List<Finding>> page(
            TenantId tenant, @Nullable DeviceId device, boolean alsoClosed, long before, int limit) {
        Tuple asked = Tuple.of(tenant.value(), device == null ? null : device.value(), alsoClosed, before, limit);
        return query(tenant, PAGE, asked).map(FindingDesk::findings);
    }

    /**
     * Closes one. Nothing but the finding changes; if it shows again, it is open again.
     *
     * @return as it is now; fails with {@code not-found} when no such finding is open, {@code invalid-request} without a reason
     */
    public Future<Finding> close(TenantId tenant, long id, Actor by, String because) {
        String reason = because.strip();
        if (reason.isEmpty() || reason.length() > REASON_CHARS_MAX) {
            return Future.failedFuture(
                    Problem.of(ProblemType.INVALID_REQUEST, "reason must have 1 to " + REASON_CHARS_MAX + " characters")
                            .exception());
        }
        String who = Printable.of(by.kind().slug() + " " + by.name());
        return query(tenant, CLOSE, Tuple.of(tenant.value(), id, who, Printable.of(reason)))
                .map(rows -> findings(rows).stream()
                        .findFirst()
                        .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "no finding " + id + " is open")
                                .exception()));
    }

    private Future<RowSet<Row>> query(TenantId tenant, String sql, Tuple parameters) {
        return pools.query(tenant, sql, parameters).recover(DatabaseFailure::unavailable);
    }

    private static List<Finding> findings(RowSet<Row> rows) {
        List<Finding> findings = new ArrayList<>(rows.size());
        rows.forEach(row -> findings.add(finding(row)));
        return List.copyOf(findings);
    }

    private static Finding finding(Row row) {
        OffsetDateTime closedAt = row.getOffsetDateTime("closed_at");
        return new Finding(
                row.getLong("id"),
                row.getString("device"),
                row.getString("kind"),
                row.getString("subject"),
                row.getJsonObject("detail"),
                row.getLong("count"),
                instant(row, "first_at"),
                instant(row, "last_at"),
                closedAt == null
                        ? null
                        : new Finding.Closed(
                                closedAt.toInstant(), row.getString("closed_by"), row.getString("closed_because")));
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }
}
