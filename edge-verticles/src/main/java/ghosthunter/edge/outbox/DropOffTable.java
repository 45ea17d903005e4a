package ghosthunter.edge.outbox;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.id.Hash;
import ghosthunter.edge.outbox.OutboxCommand.DropOff;
import ghosthunter.edge.outbox.OutboxReply.PackageRow;
import ghosthunter.edge.outbox.PackageTable.Asked;
import io.vertx.core.Future;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The two statements of a drop-off, for which a door waits, each prepared once: one reads what it stands on, one writes it into
 * five tables. The second is an insert into a view, whose trigger writes the rows. View and trigger are of the connection, not
 * of the file.
 */
final class DropOffTable {
    private static final String VIEW = """
            CREATE TEMP VIEW drop_off (package_id, tracking_id, locker_id, compartment, dropped_off_at, recorded_at,
                                       lane, seq, previous, hash, record_no, hlc, change_id, type, op, line, key, request)
            AS SELECT 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0""";

    /** A chain that has no head yet starts at what the change follows: its genesis. */
    private static final String TRIGGER = """
            CREATE TEMP TRIGGER write_drop_off INSTEAD OF INSERT ON drop_off
            BEGIN
                INSERT INTO package (id, tracking_id, locker_id, compartment, drop_off_timestamp, recorded_at)
                VALUES (NEW.package_id, NEW.tracking_id, NEW.locker_id, NEW.compartment, NEW.dropped_off_at,
                        NEW.recorded_at);
                INSERT INTO outbox (lane, seq, record_no, change_id, type, op, package_id, line, hash, recorded_at)
                VALUES (NEW.lane, NEW.seq, NEW.record_no, NEW.change_id, NEW.type, NEW.op, NEW.package_id, NEW.line,
                        NEW.hash, NEW.recorded_at);
                INSERT INTO lane_head (lane, seq, hash, base_hash)
                VALUES (NEW.lane, NEW.seq, NEW.hash, NEW.previous)
                ON CONFLICT (lane) DO UPDATE SET seq = excluded.seq, hash = excluded.hash;
                UPDATE store SET record_no = NEW.record_no, hlc = NEW.hlc;
                INSERT INTO idempotency (key, request, package_id, at)
                SELECT NEW.key, NEW.request, NEW.package_id, NEW.recorded_at WHERE NEW.key IS NOT NULL;
            END""";

    private static final String GROUND = """
            SELECT s.tenant, s.device, s.epoch, s.record_no, s.hlc, h.seq, h.hash, k.request, k.package_id,
                   (SELECT seq FROM sqlite_sequence WHERE name = 'package'),
                   EXISTS (SELECT 1 FROM package WHERE tracking_id = ?)
            FROM store s
            LEFT JOIN lane_head h ON h.lane = ?
            LEFT JOIN idempotency k ON k.key = ?""";

    private static final String INSERT =
            "INSERT INTO drop_off VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final Lane LANE = EntityCatalog.BUILT_IN.lane(EntityTypes.PACKAGE);

    private final Sqlite sqlite;
    private @Nullable PreparedStatement ground;
    private @Nullable PreparedStatement insert;

    DropOffTable(Sqlite sqlite) {
        this.sqlite = sqlite;
    }

    /**
     * What a drop-off stands on.
     *
     * @param head what its change follows
     * @param packageId the number of its row
     * @param isKnown its tracking id is there already
     * @param asked what was asked before under its key, or null
     */
    record Ground(
            DeviceRef device,
            Head head,
            long recordNo,
            long hlc,
            long packageId,
            boolean isKnown,
            @Nullable Asked asked) {}

    /** What is done on that ground. */
    interface Step<T> {
        Future<T> on(Ground ground) throws SQLException;
    }

    /** Makes view and trigger, once per connection, in a file that has its tables. */
    Future<Void> create() {
        return sqlite.run(VIEW).compose(made -> sqlite.run(TRIGGER)).mapEmpty();
    }

    /** One transaction, {@link Sqlite#atOnce}: reads the ground, four rows by their keys, and does the step. */
    <T> Future<T> recordOn(DropOff command, Step<T> step) {
        return sqlite.atOnce(() -> step.on(ground(command)));
    }

    /** Writes it all. */
    void insert(Ground ground, PackageRow row, Change change, long hlc, @Nullable String key, Hash request)
            throws SQLException {
        if (insert == null) {
            insert = sqlite.driver().prepareStatement(INSERT);
        }
        Head head = Chain.append(ground.head(), change.line());
        bind(
                insert,
                row.id(),
                row.trackingId(),
                row.lockerId(),
                row.compartment(),
                Columns.text(row.dropOffTimestamp()),
                Columns.text(row.recordedAt()),
                head.lane().weight(),
                head.seq(),
                ground.head().hash().bytes(),
                head.hash().bytes(),
                ground.recordNo() + 1,
                hlc,
                change.id().toString(),
                change.type(),
                change.op(),
                change.line().bytes(),
                key,
                request.bytes());
        insert.execute();
    }

    private Ground ground(DropOff command) throws SQLException {
        if (ground == null) {
            ground = sqlite.driver().prepareStatement(GROUND);
        }
        bind(ground, command.trackingId(), LANE.weight(), command.idempotencyKey());
        try (ResultSet rows = ground.executeQuery()) {
            if (!rows.next()) {
                throw new IllegalStateException("the store has no row");
            }
            return ground(rows);
        }
    }

    private static Ground ground(ResultSet row) throws SQLException {
        DeviceRef device = new DeviceRef(new TenantId(row.getString(1)), new DeviceId(row.getString(2)));
        byte[] hash = row.getBytes(7);
        byte[] request = row.getBytes(8);
        return new Ground(
                device,
                hash == null
                        ? Chain.genesis(device, Epoch.parse(row.getString(3)), LANE)
                        : new Head(LANE, row.getLong(6), Hash.of(hash)),
                row.getLong(4),
                row.getLong(5),
                row.getLong(10) + 1,
                row.getBoolean(11),
                request == null ? null : new Asked(Hash.of(request), row.getLong(9)));
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
