package ghosthunter.edge.outbox;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.time.ClockSample;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements on {@code store}, {@code past_epoch} and {@code clock_sample}. All of them are a few rows. */
final class StoreTable {
    private final Sqlite sqlite;

    StoreTable(Sqlite sqlite) {
        this.sqlite = sqlite;
    }

    /** The row, or nothing in a new file. */
    Future<Optional<StoreRow>> find() {
        return sqlite.first(StoreTable::storeRow, """
                SELECT tenant, device, epoch, record_no, exchange, settled_exchange, hlc, last_receipt_at,
                       verified_exchange, verified_receipt, verified_at, verified_boot, verified_up_ms
                FROM store""");
    }

    /** The row of a file that has one. */
    Future<StoreRow> read() {
        return find().map(row -> row.orElseThrow(() -> new IllegalStateException("the store has no row")));
    }

    /** Makes the row, or gives it another identity and epoch. The counters go on. */
    Future<Void> openEpoch(DeviceRef device, Epoch epoch, Instant at) {
        return sqlite.update("""
                        INSERT INTO store (id, tenant, device, epoch, opened_at) VALUES (1, ?, ?, ?, ?)
                        ON CONFLICT (id) DO UPDATE
                        SET tenant = excluded.tenant, device = excluded.device,
                            epoch = excluded.epoch, opened_at = excluded.opened_at""", device.tenant().value(), device.device().value(), epoch.toString(), Columns.text(at))
                .mapEmpty();
    }

    /** Keeps the counters after new changes. */
    Future<Void> saveRecorded(long recordNo, long hlc) {
        return sqlite.update("UPDATE store SET record_no = ?, hlc = ?", recordNo, hlc)
                .mapEmpty();
    }

    /** Keeps the number of an exchange before anybody hears of it. */
    Future<Void> saveExchange(long exchange) {
        return sqlite.update("UPDATE store SET exchange = ?", exchange).mapEmpty();
    }

    /** Keeps what a verified receipt proves. */
    Future<Void> saveVerified(Statement.Verified verified) {
        return sqlite.update(
                        """
                        UPDATE store
                        SET settled_exchange = ?, last_receipt_at = ?, verified_exchange = ?, verified_receipt = ?,
                            verified_at = ?, verified_boot = ?, verified_up_ms = ?""",
                        verified.exchange(),
                        Columns.text(verified.at()),
                        verified.exchange(),
                        verified.receipt().bytes(),
                        Columns.text(verified.at()),
                        verified.boot(),
                        verified.upMs())
                .mapEmpty();
    }

    /** The epochs that were given up and still have rows, newest first. */
    Future<List<Statement.EpochHeads>> pastEpochs(int countMax) {
        return sqlite.list(row -> Map.entry(Epoch.parse(row.getString("epoch")), headOf(row)), """
                        SELECT p.epoch, h.lane, h.seq, h.hash
                        FROM (SELECT epoch, rowid AS opened FROM past_epoch ORDER BY rowid DESC LIMIT ?) p
                        LEFT JOIN past_head h ON h.epoch = p.epoch
                        ORDER BY p.opened DESC, h.lane DESC""", countMax)
                .map(StoreTable::grouped);
    }

    /** Keeps the heads of an epoch that is given up. */
    Future<Void> addPastEpoch(Epoch epoch, String reason, Instant at, long lastRecordNo, List<LaneState> lanes) {
        List<Tuple> heads = new ArrayList<>();
        for (LaneState lane : lanes) {
            heads.add(Tuple.of(
                    epoch.toString(),
                    lane.lane().weight(),
                    lane.head().seq(),
                    lane.head().hash().bytes()));
        }
        return sqlite.update(
                        "INSERT INTO past_epoch (epoch, reason, closed_at, last_record_no) VALUES (?, ?, ?, ?)",
                        epoch.toString(),
                        reason,
                        Columns.text(at),
                        lastRecordNo)
                .compose(added ->
                        sqlite.updateAll("INSERT INTO past_head (epoch, lane, seq, hash) VALUES (?, ?, ?, ?)", heads));
    }

    /** Forgets the epochs of which no row is retained. */
    Future<Void> forgetPastEpochs() {
        return sqlite.update("""
                DELETE FROM past_epoch
                WHERE last_record_no < (SELECT coalesce(min(record_no), 9223372036854775807) FROM outbox)""").mapEmpty();
    }

    /** The newest samples that nobody has confirmed as told; they count as told by this exchange. */
    Future<List<ClockSample>> tellSamples(long exchange) {
        return sqlite.update("UPDATE clock_sample SET told_in = ?", exchange)
                .compose(told -> sqlite.list(
                        row -> new ClockSample(
                                row.getString("boot"),
                                row.getLong("t0_ms"),
                                row.getLong("t1_ms"),
                                row.getLong("t2_ms"),
                                row.getLong("t3_ms")),
                        "SELECT boot, t0_ms, t1_ms, t2_ms, t3_ms FROM clock_sample ORDER BY t1_ms"));
    }

    /** Forgets the samples that this exchange told, and keeps the new one; no more than {@code countMax} in all. */
    Future<Void> replaceSamples(long exchange, ClockSample sample, int countMax) {
        return sqlite.update("DELETE FROM clock_sample WHERE told_in = ?", exchange)
                .compose(told ->
                        sqlite.update("""
                        INSERT INTO clock_sample (boot, t0_ms, t1_ms, t2_ms, t3_ms) VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT DO NOTHING""", sample.boot(), sample.t0Ms(), sample.t1Ms(), sample.t2Ms(), sample.t3Ms()))
                .compose(added -> sqlite.update("""
                        DELETE FROM clock_sample
                        WHERE rowid NOT IN (SELECT rowid FROM clock_sample ORDER BY rowid DESC LIMIT ?)""", countMax))
                .mapEmpty();
    }

    private static List<Statement.EpochHeads> grouped(List<Map.Entry<Epoch, Optional<Head>>> rows) {
        Map<Epoch, List<Head>> heads = new LinkedHashMap<>();
        for (Map.Entry<Epoch, Optional<Head>> row : rows) {
            List<Head> ofEpoch = heads.computeIfAbsent(row.getKey(), epoch -> new ArrayList<>());
            row.getValue().ifPresent(ofEpoch::add);
        }
        return heads.entrySet().stream()
                .map(entry -> new Statement.EpochHeads(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Optional<Head> headOf(Row row) {
        Integer lane = row.getInteger("lane");
        return lane == null
                ? Optional.empty()
                : Optional.of(new Head(Lane.ofWeight(lane), row.getLong("seq"), Columns.hash(row, "hash")));
    }

    private static StoreRow storeRow(Row row) {
        return new StoreRow(
                new DeviceRef(new TenantId(row.getString("tenant")), new DeviceId(row.getString("device"))),
                Epoch.parse(row.getString("epoch")),
                row.getLong("record_no"),
                row.getLong("exchange"),
                row.getLong("settled_exchange"),
                row.getLong("hlc"),
                Columns.instantOrNull(row, "last_receipt_at"),
                verified(row));
    }

    private static Statement.@Nullable Verified verified(Row row) {
        Long exchange = row.getLong("verified_exchange");
        if (exchange == null) {
            return null;
        }
        Hash receipt = Columns.hash(row, "verified_receipt");
        return new Statement.Verified(
                exchange,
                receipt,
                Columns.instant(row, "verified_at"),
                row.getString("verified_boot"),
                row.getLong("verified_up_ms"));
    }
}
