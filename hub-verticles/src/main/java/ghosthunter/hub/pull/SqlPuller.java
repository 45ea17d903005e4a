package ghosthunter.hub.pull;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.exchange.Pull;
import ghosthunter.hub.ledger.Key;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Pages out of Postgres: one short transaction of two statements, three where there is something to tell beside the feed. */
public final class SqlPuller implements Puller {
    /** How many entities one page looks at. */
    static final int ROWS_MAX = 1_000;

    private final TenantPools pools;
    private final RandomGenerator random;

    /** @param random names scans */
    public SqlPuller(TenantPools pools, RandomGenerator random) {
        this.pools = pools;
        this.random = random;
    }

    /** How far the feed is, and who asks. */
    private record Ground(UUID incarnation, Position end, Audiences audiences) {}

    @Override
    public Future<Optional<Page>> page(DeviceRef device, Epoch epoch, Pull pull, List<Key.OfEntity> told) {
        return pools.transaction(
                        device.tenant(),
                        connection -> ground(connection, device)
                                .compose(ground -> ground.isEmpty()
                                        ? Future.succeededFuture(Optional.empty())
                                        : page(connection, device, epoch, pull, ground.get(), told)))
                .recover(DatabaseFailure::unavailable);
    }

    private static Future<Optional<Ground>> ground(SqlConnection connection, DeviceRef device) {
        return connection
                .preparedQuery(PullSql.GROUND)
                .execute(Tuple.of(device.tenant().value(), device.device().value()))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(ground(rows.iterator().next(), device)));
    }

    private static Ground ground(Row row, DeviceRef device) {
        return new Ground(
                row.getUUID("incarnation"),
                Position.after(row.getLong("lsn")),
                Audiences.of(device.device(), List.of(row.getArrayOfStrings("groups"))));
    }

    private Future<Optional<Page>> page(
            SqlConnection connection,
            DeviceRef device,
            Epoch epoch,
            Pull pull,
            Ground ground,
            List<Key.OfEntity> told) {
        Cursor cursor = valid(pull, ground).orElseGet(() -> scan(ground));
        PageBuilder builder = new PageBuilder(
                ground.audiences(),
                new PageBuilder.Author(device.device().value(), epoch.toString()),
                cursor,
                pull.bytesMax());
        Cursor.Scan scan = cursor.scan();
        return connection
                .preparedQuery(scan == null ? PullSql.NEWS : PullSql.SCAN)
                .execute(asked(device, pull, ground, cursor))
                .compose(rows -> told(connection, device, pull, told).map(own -> page(builder, rows, own, told, scan)));
    }

    private static Optional<Page> page(
            PageBuilder builder,
            RowSet<Row> rows,
            List<PageBuilder.Found> own,
            List<Key.OfEntity> told,
            Cursor.@Nullable Scan scan) {
        List<PageBuilder.Found> found = found(rows);
        if (found.isEmpty() && own.isEmpty() && scan == null) {
            return Optional.empty();
        }
        builder.tell(own);
        return Optional.of(builder.page(found, isCut(rows, found.size()) || own.size() < told.size()));
    }

    /** Read behind the page, so that it is never older. */
    private static Future<List<PageBuilder.Found>> told(
            SqlConnection connection, DeviceRef device, Pull pull, List<Key.OfEntity> told) {
        if (told.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        List<Key.OfEntity> asked = told.subList(0, Math.min(ROWS_MAX, told.size()));
        return connection
                .preparedQuery(PullSql.TOLD)
                .execute(Tuple.of(
                        device.tenant().value(),
                        asked.stream().map(Key.OfEntity::type).toArray(String[]::new),
                        asked.stream().map(Key.OfEntity::key).toArray(String[]::new),
                        pull.bytesMax()))
                .map(SqlPuller::found);
    }

    /** The device's cursor, if it is of this feed and of these audiences. One ahead of the feed is of a lost history. */
    private static Optional<Cursor> valid(Pull pull, Ground ground) {
        return Optional.ofNullable(pull.cursor())
                .flatMap(Cursor::read)
                .filter(cursor -> cursor.incarnation().equals(ground.incarnation())
                        && cursor.audiences() == ground.audiences().digest()
                        && cursor.position().compareTo(ground.end()) <= 0);
    }

    private Cursor scan(Ground ground) {
        return new Cursor(
                ground.incarnation(),
                ground.audiences().digest(),
                ground.end(),
                new Cursor.Scan(random.nextLong(), "", ""));
    }

    private static Tuple asked(DeviceRef device, Pull pull, Ground ground, Cursor cursor) {
        Tuple asked = Tuple.of(
                device.tenant().value(), ground.audiences().names().toArray(String[]::new), ROWS_MAX, pull.bytesMax());
        Cursor.Scan scan = cursor.scan();
        return scan == null
                ? asked.addLong(cursor.position().lsn())
                        .addInteger(cursor.position().index())
                : asked.addString(scan.type()).addString(scan.key());
    }

    private static List<PageBuilder.Found> found(RowSet<Row> rows) {
        List<PageBuilder.Found> found = new ArrayList<>(rows.size());
        rows.forEach(row -> found.add(new PageBuilder.Found(
                row.getString("type"),
                row.getString("key"),
                new Position(row.getLong("lsn"), row.getInteger("idx")),
                row.getLong("version") == null ? null : state(row))));
        return found;
    }

    private static PageBuilder.State state(Row row) {
        UUID epoch = row.getUUID("epoch");
        return new PageBuilder.State(
                row.getLong("version"),
                row.getBoolean("deleted"),
                row.getString("audience"),
                epoch == null ? null : new PageBuilder.Author(row.getString("device"), epoch.toString()),
                row.getString("data"));
    }

    /** Whether there is more than was read: the page of the index was full, or its states were too large. */
    private static boolean isCut(RowSet<Row> rows, int found) {
        if (found == 0) {
            return false;
        }
        long inPage = rows.iterator().next().getLong("rows");
        return inPage == ROWS_MAX || found < inPage;
    }
}
