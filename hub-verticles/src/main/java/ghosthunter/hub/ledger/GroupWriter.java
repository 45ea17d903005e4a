package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Line;
import ghosthunter.hub.projection.Occurred;
import ghosthunter.hub.projection.PackageRow;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The second round trip of a group: sends every write, each key once. The caller sends the COMMIT behind them. */
final class GroupWriter {
    private final Pipeline pipeline;
    private final LedgerSettings settings;

    GroupWriter(Pipeline pipeline, LedgerSettings settings) {
        this.pipeline = pipeline;
        this.settings = settings;
    }

    /** Sends all of it. */
    void send(GroupWrites writes) {
        send(LedgerSql.WRITE_DEVICES, devices(writes.devices()));
        send(LedgerSql.WRITE_EPOCHS, epochs(writes.epochs()));
        send(LedgerSql.WRITE_HEADS, heads(writes.heads()));
        send(LedgerSql.APPEND_LEDGER, entries(writes.entries()));
        send(LedgerSql.VERIFY_EVIDENCE, verified(writes.verified()));
        send(LedgerSql.WRITE_EVIDENCE, evidence(writes.evidence()));
        send(LedgerSql.DROP_SAMPLES, droppedSamples(writes.samplesDropped()));
        send(LedgerSql.ADD_SAMPLES, addedSamples(writes.samplesAdded()));
        sendPackages(writes.packagesAdded(), writes.packagesChanged());
        new EntityWriter(pipeline).send(writes.entities());
        send(LedgerSql.QUARANTINE, quarantined(writes.quarantined()));
        send(LedgerSql.RELEASE, released(writes.released()));
        send(LedgerSql.WRITE_FINDINGS, findings(writes.findings()));
        writes.forks().forEach(this::sendFork);
        if (!writes.findingsClosed().isEmpty()) {
            send(LedgerSql.CLOSE_FINDINGS, closed(writes));
        }
    }

    /** Sends the rows of packages alone. */
    void sendPackages(List<PackageRow> added, List<PackageRow> changed) {
        send(LedgerSql.ADD_PACKAGES, addedPackages(added));
        send(LedgerSql.CHANGE_PACKAGES, changedPackages(changed));
    }

    private void send(String sql, Columns<?> columns) {
        if (!columns.isEmpty()) {
            pipeline.send(sql, columns.tuple(), rows -> {});
        }
    }

    private static Columns<Row.Device> devices(Collection<Row.Device> rows) {
        return Columns.of(rows)
                .device(Row.Device::device)
                .uuid(r -> id(r.epoch()))
                .uuid(r -> id(r.unsignedEpoch()))
                .time(Row.Device::lastSeenAt)
                .int8(Row.Device::pending)
                .int2(r ->
                        r.batteryPct() == null ? null : (Integer) r.batteryPct().intValue())
                .text(r -> new JsonObject(Map.copyOf(r.waiting())).encode())
                .int8(Row.Device::forks);
    }

    private static java.util.@Nullable UUID id(@Nullable Epoch epoch) {
        return epoch == null ? null : epoch.id();
    }

    private static Columns<Row.OfEpoch> epochs(Collection<Row.OfEpoch> rows) {
        return Columns.of(rows)
                .epoch(Row.OfEpoch::key)
                .time(Row.OfEpoch::firstSeenAt)
                .int8(Row.OfEpoch::lastExchange)
                .int8(Row.OfEpoch::verifiedExchange)
                .bool(Row.OfEpoch::forked);
    }

    private static Columns<Row.ChainHead> heads(Collection<Row.ChainHead> rows) {
        return Columns.of(rows)
                .chain(Row.ChainHead::chain)
                .int8(Row.ChainHead::seq)
                .hash(Row.ChainHead::hash)
                .int8(Row.ChainHead::safeSeq)
                .int8(Row.ChainHead::nextSafeSeq)
                .time(Row.ChainHead::nextSafeAt)
                .int8(Row.ChainHead::gapFrom);
    }

    private static Columns<Row.Entry> entries(List<Row.Entry> rows) {
        return Columns.of(rows)
                .entry(Row.Entry::key)
                .bytes(r -> r.line().bytes())
                .hash(Row.Entry::hash)
                .uuid(Row.Entry::changeId)
                .int2(Row.Entry::variant)
                .text(Row.Entry::type)
                .text(Row.Entry::entityKey)
                .text(Row.Entry::op)
                .time(Row.Entry::at)
                .int8(Row.Entry::hlc)
                .time(r -> r.occurred().at())
                .int8(r -> r.occurred().errorMs())
                .text(r -> r.occurred().state().wire())
                .int8(Row.Entry::exchange)
                .time(Row.Entry::receivedAt)
                .time(Row.Entry::recordedAt);
    }

    private static Columns<Row.Verified> verified(List<Row.Verified> rows) {
        return Columns.of(rows)
                .epoch(Row.Verified::epoch)
                .int8(Row.Verified::exchange)
                .hash(Row.Verified::receipt)
                .time(r -> r.at().at())
                .int8(r -> r.at().errorMs());
    }

    private static Columns<Row.Evidence> evidence(List<Row.Evidence> rows) {
        return Columns.of(rows)
                .epoch(Row.Evidence::epoch)
                .int8(Row.Evidence::exchange)
                .hash(Row.Evidence::statementHash)
                .text(Row.Evidence::statement)
                .text(Row.Evidence::dialect)
                .int8(Row.Evidence::coveredFrom)
                .text(r -> lanes(r).encode())
                .time(Row.Evidence::receivedAt)
                .time(Row.Evidence::recordedAt);
    }

    /** The form in which the lanes of an evidence are stored. */
    static JsonArray lanes(Row.Evidence row) {
        JsonArray lanes = new JsonArray();
        for (Row.Appended appended : row.lanes()) {
            lanes.add(new JsonObject()
                    .put("lane", appended.lane().wire())
                    .put("from", appended.from())
                    .put("to", appended.to())
                    .put("attempt", appended.attempt()));
        }
        return lanes;
    }

    private static Columns<GroupWrites.Sample> droppedSamples(List<GroupWrites.Sample> rows) {
        return Columns.of(rows)
                .device(r -> r.boot().device())
                .text(r -> r.boot().boot())
                .int8(r -> r.sample().t0Ms());
    }

    private static Columns<GroupWrites.Sample> addedSamples(List<GroupWrites.Sample> rows) {
        return droppedSamples(rows)
                .int8(r -> r.sample().t1Ms())
                .int8(r -> r.sample().t2Ms())
                .int8(r -> r.sample().t3Ms());
    }

    private static Columns<PackageRow> addedPackages(List<PackageRow> rows) {
        return Columns.of(rows)
                .text(r -> r.tenant().value())
                .text(PackageRow::trackingId)
                .text(PackageRow::lockerId)
                .text(PackageRow::status)
                .time(PackageRow::droppedOffAt)
                .time(PackageRow::attemptAt)
                .time(PackageRow::receivedAt)
                .int8(PackageRow::attempt)
                .text(PackageRow::compartment)
                .time(PackageRow::pickedUpAt)
                .time(r -> occurredAt(r.occurred()))
                .int8(r -> r.occurred() == null ? null : (Long) r.occurred().errorMs())
                .text(r -> r.occurred() == null ? null : r.occurred().state().wire());
    }

    private static @Nullable Instant occurredAt(@Nullable Occurred occurred) {
        return occurred == null ? null : occurred.at();
    }

    private static Columns<PackageRow> changedPackages(List<PackageRow> rows) {
        return Columns.of(rows)
                .text(r -> r.tenant().value())
                .text(PackageRow::trackingId)
                .text(PackageRow::status)
                .time(PackageRow::attemptAt)
                .int8(PackageRow::attempt)
                .time(PackageRow::pickedUpAt);
    }

    private static Columns<Row.Quarantined> quarantined(List<Row.Quarantined> rows) {
        return Columns.of(rows)
                .entry(Row.Quarantined::key)
                .text(Row.Quarantined::type)
                .text(Row.Quarantined::entityKey)
                .text(Row.Quarantined::reason)
                .time(Row.Quarantined::at)
                .bool(Row.Quarantined::untrusted);
    }

    private static Columns<Row.Released> released(List<Row.Released> rows) {
        return Columns.of(rows).entry(Row.Released::key).text(Row.Released::as).time(Row.Released::at);
    }

    private static Columns<Row.Finding> findings(Collection<Row.Finding> rows) {
        return Columns.of(rows)
                .device(r -> r.key().device())
                .text(r -> r.key().kind().wire())
                .text(r -> r.key().subject())
                .text(Row.Finding::detailJson)
                .int8(Row.Finding::count)
                .time(Row.Finding::firstAt)
                .time(Row.Finding::lastAt);
    }

    private static Columns<Key.Finding> closed(GroupWrites writes) {
        return Columns.of(writes.findingsClosed())
                .device(Key.Finding::device)
                .text(r -> r.kind().wire())
                .text(Key.Finding::subject)
                .and(writes.at().atOffset(ZoneOffset.UTC));
    }

    private void sendFork(Row.Fork fork) {
        Key.Chain chain = fork.chain();
        Tuple row = Tuple.of(
                        chain.device().tenant().value(),
                        chain.device().device().value(),
                        chain.epoch().id(),
                        (short) chain.lane().weight(),
                        fork.fromSeq())
                .addBuffer(Buffer.buffer(fork.statementHash().bytes()))
                .addString(fork.statement())
                .addArrayOfBuffer(fork.lines().stream()
                        .map(Line::bytes)
                        .map(Buffer::buffer)
                        .toArray(Buffer[]::new))
                .addOffsetDateTime(fork.receivedAt().atOffset(ZoneOffset.UTC))
                .addLong((long) settings.forkEvidenceMax());
        pipeline.send(LedgerSql.ADD_FORK, row, rows -> {});
    }
}
