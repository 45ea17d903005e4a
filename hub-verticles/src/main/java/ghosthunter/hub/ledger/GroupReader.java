package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.time.ClockSample;
import ghosthunter.codecs.time.ClockState;
import ghosthunter.hub.postgres.Tenancy;
import ghosthunter.hub.projection.Occurred;
import ghosthunter.hub.projection.PackageRow;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The first round trip of a group: locks and reads, all statements under way at once. */
final class GroupReader {
    /** How many waiting changes of a device one review judges. */
    static final int REVIEW_ROWS_MAX = 1_000;

    private final Pipeline pipeline;
    private final GroupNeeds needs;
    private final int samplesPerBootMax;
    private final Map<DeviceRef, Row.Device> devices = new HashMap<>();
    private final Map<Key.OfEpoch, Row.OfEpoch> epochs = new HashMap<>();
    private final Map<Key.Chain, Row.ChainHead> heads = new HashMap<>();
    private final Map<Key.Entry, Hash> runEnds = new HashMap<>();
    private final Map<Key.Change, List<Row.Variant>> variants = new HashMap<>();
    private final List<Row.Waiting> waiting = new ArrayList<>();
    private final Map<Key.OfPackage, PackageRow> packages = new HashMap<>();
    private final Map<Key.Boot, List<ClockSample>> samples = new HashMap<>();

    GroupReader(Pipeline pipeline, GroupNeeds needs, int samplesPerBootMax) {
        this.pipeline = pipeline;
        this.needs = needs;
        this.samplesPerBootMax = samplesPerBootMax;
    }

    /** Begins the transaction and reads. Every lock comes before the reads that it protects. */
    Future<GroupView> read() {
        pipeline.begin(
                Tenancy.of(needs.devices().stream().map(DeviceRef::tenant).toList()));
        send(
                LedgerSql.CREATE_DEVICES,
                Columns.of(needs.unsigned()).device(d -> d).text(Row.Device::kindOf),
                row -> {});
        send(LedgerSql.LOCK_DEVICES, Columns.of(needs.devices()).device(d -> d), this::device);
        send(LedgerSql.READ_EPOCHS, epochColumns(), this::epoch);
        send(LedgerSql.READ_RUN_ENDS, Columns.of(needs.runEnds()).entry(e -> e), this::runEnd);
        send(
                LedgerSql.READ_VARIANTS,
                Columns.of(needs.changes()).device(Key.Change::device).uuid(Key.Change::id),
                this::variant);
        send(
                LedgerSql.READ_SAMPLES,
                Columns.of(needs.boots())
                        .device(Key.Boot::device)
                        .text(Key.Boot::boot)
                        .and(samplesPerBootMax),
                this::sample);
        send(
                LedgerSql.READ_WAITING,
                Columns.of(needs.entities())
                        .device(Key.Entity::device)
                        .text(Key.Entity::type)
                        .text(Key.Entity::key),
                this::waiting);
        send(
                LedgerSql.READ_DEVICE_WAITING,
                Columns.of(needs.reviewed()).device(d -> d).and(REVIEW_ROWS_MAX),
                this::waiting);
        send(
                LedgerSql.LOCK_PACKAGES,
                Columns.of(needs.packages()).text(p -> p.tenant().value()).text(Key.OfPackage::trackingId),
                this::parcel);
        EntityReader entities = new EntityReader(pipeline, needs.shared());
        entities.send();
        return pipeline.join()
                .map(done -> new GroupView(
                        devices, epochs, heads, runEnds, variants, waiting, packages, samples, entities.view()));
    }

    private Columns<Map.Entry<DeviceRef, @Nullable Epoch>> epochColumns() {
        List<Map.Entry<DeviceRef, @Nullable Epoch>> asked = new ArrayList<>();
        needs.epochs().forEach(e -> asked.add(new java.util.AbstractMap.SimpleEntry<>(e.device(), e.epoch())));
        needs.unsigned().forEach(d -> asked.add(new java.util.AbstractMap.SimpleEntry<>(d, null)));
        return Columns.of(asked)
                .device(Map.Entry::getKey)
                .uuid(e -> e.getValue() == null ? null : e.getValue().id());
    }

    private <R> void send(String sql, Columns<R> columns, Consumer<io.vertx.sqlclient.Row> read) {
        if (!columns.isEmpty()) {
            pipeline.send(sql, columns.tuple(), rows -> rows.forEach(read));
        }
    }

    private void device(io.vertx.sqlclient.Row row) {
        DeviceRef ref = ref(row);
        devices.put(
                ref,
                new Row.Device(
                        ref,
                        epochOrNull(row, "epoch"),
                        epochOrNull(row, "unsigned_epoch"),
                        timeOrNull(row, "last_seen_at"),
                        row.getLong("pending"),
                        row.getLong("battery_pct"),
                        waiting(row.getJsonObject("waiting")),
                        row.getLong("forks"),
                        row.getString("kind")));
    }

    private static Map<String, Long> waiting(JsonObject json) {
        Map<String, Long> waiting = new HashMap<>();
        json.fieldNames().forEach(type -> waiting.put(type, json.getLong(type)));
        return waiting;
    }

    private void epoch(io.vertx.sqlclient.Row row) {
        Key.OfEpoch key = new Key.OfEpoch(ref(row), new Epoch(row.getUUID("epoch")));
        epochs.put(
                key,
                new Row.OfEpoch(
                        key,
                        time(row, "first_seen_at"),
                        row.getLong("last_exchange"),
                        row.getLong("verified_exchange"),
                        row.getBoolean("forked")));
        if (row.getValue("lane") != null) {
            Key.Chain chain = key.chain(Lane.ofWeight(row.getInteger("lane")));
            heads.put(
                    chain,
                    new Row.ChainHead(
                            chain,
                            row.getLong("seq"),
                            hash(row, "hash"),
                            row.getLong("safe_seq"),
                            row.getLong("next_safe_seq"),
                            time(row, "next_safe_at"),
                            row.getLong("gap_from")));
        }
    }

    private void runEnd(io.vertx.sqlclient.Row row) {
        runEnds.put(entry(row), hash(row, "hash"));
    }

    private void variant(io.vertx.sqlclient.Row row) {
        Key.Change key = new Key.Change(ref(row), row.getUUID("change_id"));
        variants.computeIfAbsent(key, k -> new ArrayList<>())
                .add(new Row.Variant(row.getInteger("variant"), hash(row, "digest")));
    }

    private void sample(io.vertx.sqlclient.Row row) {
        Key.Boot boot = new Key.Boot(ref(row), row.getString("boot"));
        samples.computeIfAbsent(boot, b -> new ArrayList<>())
                .add(new ClockSample(
                        boot.boot(),
                        row.getLong("t0_ms"),
                        row.getLong("t1_ms"),
                        row.getLong("t2_ms"),
                        row.getLong("t3_ms")));
    }

    static Quarantine.Item item(io.vertx.sqlclient.Row row) {
        Instant releasedAt = timeOrNull(row, "released_at");
        return new Quarantine.Item(
                entry(row),
                row.getUUID("change_id"),
                row.getString("type"),
                row.getString("key"),
                row.getString("reason"),
                time(row, "quarantined_at"),
                Line.of(row.getBuffer("line").getBytes()),
                occurred(row),
                time(row, "received_at"),
                releasedAt == null ? null : new Quarantine.Exit(row.getString("released_as"), releasedAt),
                row.getBoolean("untrusted"));
    }

    private void waiting(io.vertx.sqlclient.Row row) {
        Row.Quarantined quarantined = new Row.Quarantined(
                entry(row),
                row.getString("type"),
                row.getString("key"),
                row.getString("reason"),
                time(row, "quarantined_at"),
                false);
        waiting.add(new Row.Waiting(
                quarantined, Line.of(row.getBuffer("line").getBytes()), occurred(row), time(row, "received_at")));
    }

    private void parcel(io.vertx.sqlclient.Row row) {
        TenantId tenant = new TenantId(row.getString("tenant"));
        PackageRow parcel = new PackageRow(
                tenant,
                row.getString("tracking_id"),
                row.getString("locker_id"),
                row.getString("status"),
                time(row, "drop_off_timestamp"),
                timeOrNull(row, "sync_attempt_timestamp"),
                time(row, "server_received_at"),
                row.getLong("last_sync_attempt"),
                row.getString("compartment"),
                timeOrNull(row, "picked_up_at"),
                row.getValue("occurred_at") == null ? null : occurred(row));
        packages.put(new Key.OfPackage(tenant, parcel.trackingId()), parcel);
    }

    private static DeviceRef ref(io.vertx.sqlclient.Row row) {
        return new DeviceRef(new TenantId(row.getString("tenant")), new DeviceId(row.getString("device")));
    }

    private static Key.Entry entry(io.vertx.sqlclient.Row row) {
        Key.OfEpoch epoch = new Key.OfEpoch(ref(row), new Epoch(row.getUUID("epoch")));
        return epoch.chain(Lane.ofWeight(row.getInteger("lane"))).entry(row.getLong("seq"));
    }

    private static Occurred occurred(io.vertx.sqlclient.Row row) {
        return new Occurred(
                time(row, "occurred_at"),
                row.getLong("occurred_error_ms"),
                ClockState.ofWire(row.getString("clock_state")));
    }

    private static Hash hash(io.vertx.sqlclient.Row row, String column) {
        return Hash.of(row.getBuffer(column).getBytes());
    }

    private static Instant time(io.vertx.sqlclient.Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    private static @Nullable Instant timeOrNull(io.vertx.sqlclient.Row row, String column) {
        OffsetDateTime at = row.getOffsetDateTime(column);
        return at == null ? null : at.toInstant();
    }

    private static @Nullable Epoch epochOrNull(io.vertx.sqlclient.Row row, String column) {
        return row.getUUID(column) == null ? null : new Epoch(row.getUUID(column));
    }
}
