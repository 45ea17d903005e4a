package ghosthunter.edge.outbox;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.time.Moment;
import ghosthunter.edge.outbox.OutboxReply.PackageRow;
import ghosthunter.edge.outbox.ReceiptDecision.Hole;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens an epoch in the transaction of the caller: declares it, and chains every retained change anew, acknowledged or not,
 * with its id and bytes. Rows that are damaged are replaced: a tombstone says what is missing, and where the package row
 * still knows the fact, a new change states it again.
 */
final class EpochOpener {
    private static final Logger LOG = LoggerFactory.getLogger(EpochOpener.class);

    private final Tables tables;

    EpochOpener(Tables tables) {
        this.tables = tables;
    }

    /** The first epoch of a new file. */
    Future<Epoch> first(DeviceRef device) {
        return open(device, EpochChange.Reason.CREATED, null, List.of(), List.of());
    }

    /** The next epoch, for the same or another identity. */
    Future<Epoch> next(StoreRow store, DeviceRef device, EpochChange.Reason reason, List<Hole> holes) {
        return tables.chain()
                .lanes()
                .compose(lanes -> tables.store()
                        .addPastEpoch(
                                store.epoch(), reason.wire(), tables.maker().now(), store.recordNo(), lanes)
                        .compose(kept -> open(device, reason, store, lanes, holes)));
    }

    private Future<Epoch> open(
            DeviceRef device,
            EpochChange.Reason reason,
            @Nullable StoreRow previous,
            List<LaneState> lanes,
            List<Hole> holes) {
        Epoch epoch = tables.maker().newEpoch();
        LOG.atInfo()
                .addKeyValue("deviceId", device.device())
                .addKeyValue("epoch", epoch)
                .addKeyValue("reason", reason.wire())
                .log("epoch opened");
        return audit(lanes)
                .compose(damaged -> tables.chain()
                        .putAside()
                        .compose(aside -> tables.chain().forgetLanes())
                        .compose(forgotten -> tables.store()
                                .openEpoch(device, epoch, tables.maker().now()))
                        .compose(opened -> tables.store().read())
                        .compose(store -> {
                            Appending appending = new Appending(tables, store);
                            appending.add(EpochChange.open(
                                    epoch,
                                    reason,
                                    previous,
                                    lanes,
                                    holes,
                                    tables.maker().moment()));
                            damaged.forEach(row -> appending.add(EpochChange.tombstone(
                                    epoch, previous, row, tables.maker().moment())));
                            return chainAnew(lanes, damaged, appending)
                                    .compose(done -> appending.flush(tables.chain(), tables.store()));
                        })
                        .compose(done -> tables.packages().markPending())
                        .compose(done -> tables.mirror().chainedAnew())
                        .compose(done -> holes.isEmpty()
                                ? Future.succeededFuture()
                                : tables.pulls().rereadLater())
                        .map(done -> epoch));
    }

    /** The damaged rows of all lanes. */
    private Future<List<OutboxRow>> audit(List<LaneState> lanes) {
        Future<List<OutboxRow>> done = Future.succeededFuture(List.of());
        for (LaneState lane : lanes) {
            RowAudit audit = new RowAudit(lane.base());
            done = done.compose(before ->
                    auditPages(lane, audit, lane.base().seq()).map(seen -> joined(before, audit.end(lane.head()))));
        }
        return done;
    }

    private Future<Void> auditPages(LaneState lane, RowAudit audit, long afterSeq) {
        int pageRows = tables.limits().pageRows();
        return tables.chain().rows(lane.lane(), afterSeq, pageRows).compose(rows -> {
            rows.forEach(audit::next);
            return rows.size() < pageRows
                    ? Future.succeededFuture()
                    : auditPages(lane, audit, rows.get(rows.size() - 1).seq());
        });
    }

    private Future<Void> chainAnew(List<LaneState> lanes, List<OutboxRow> damaged, Appending appending) {
        return restated(damaged, appending).compose(restated -> {
            Future<Void> done = Future.succeededFuture();
            for (LaneState lane : lanes) {
                done = done.compose(before -> chainPages(lane, lane.base().seq(), restated, appending))
                        .compose(chained -> tables.chain().freeAside(lane.lane()));
            }
            return done;
        });
    }

    private Future<Void> chainPages(LaneState lane, long afterSeq, Map<Long, OutboxRow> restated, Appending appending) {
        int pageRows = tables.limits().pageRows();
        return tables.chain().aside(lane.lane(), afterSeq, pageRows).compose(rows -> {
            List<Long> asideSeqs = new ArrayList<>(rows.size());
            List<OutboxRow> placed = new ArrayList<>(rows.size());
            for (OutboxRow row : rows) {
                OutboxRow sound = restated.getOrDefault(row.recordNo(), row);
                Line line = sound.line();
                if (line != null) {
                    Head head = Chain.append(appending.lane(lane.lane()).head(), line);
                    appending.moveHead(head);
                    asideSeqs.add(row.seq());
                    placed.add(sound.at(head));
                }
            }
            Future<Void> put = tables.chain().putBack(asideSeqs, placed);
            return rows.size() < pageRows
                    ? put
                    : put.compose(
                            done -> chainPages(lane, -rows.get(rows.size() - 1).seq(), restated, appending));
        });
    }

    /** What stands in the place of each damaged row, by record number; no line where nothing can. */
    private Future<Map<Long, OutboxRow>> restated(List<OutboxRow> damaged, Appending appending) {
        Map<Long, OutboxRow> restated = new HashMap<>();
        Future<Void> done = Future.succeededFuture();
        for (OutboxRow row : damaged) {
            LOG.atError()
                    .addKeyValue("lane", row.lane().wire())
                    .addKeyValue("seq", row.seq())
                    .addKeyValue("changeId", row.changeId())
                    .log("damaged change replaced by a tombstone");
            done = done.compose(before -> restate(row, appending).map(sound -> {
                restated.put(row.recordNo(), sound);
                return null;
            }));
        }
        return done.map(all -> restated);
    }

    private Future<OutboxRow> restate(OutboxRow row, Appending appending) {
        return row.packageId() == null
                ? Future.succeededFuture(row.withLine(row.changeId(), null))
                : tables.packages().byId(row.packageId()).map(owner -> restate(row, owner, appending));
    }

    private OutboxRow restate(OutboxRow row, PackageRow owner, Appending appending) {
        Draft draft = row.op().equals(PackageFact.PICK_UP)
                ? Draft.pickUp(
                        owner.trackingId(),
                        Moment.claimed(Objects.requireNonNullElse(owner.pickedUpAt(), row.recordedAt())),
                        owner.id())
                : Draft.dropOff(
                        owner.trackingId(), owner.compartment(), Moment.claimed(owner.dropOffTimestamp()), owner.id());
        Change change = tables.maker().make(draft, appending.nextHlc());
        return row.withLine(change.id().toString(), change.line());
    }

    private static List<OutboxRow> joined(List<OutboxRow> a, List<OutboxRow> b) {
        List<OutboxRow> all = new ArrayList<>(a);
        all.addAll(b);
        return List.copyOf(all);
    }
}
