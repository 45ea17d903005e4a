package ghosthunter.edge.outbox;

import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.edge.outbox.OutboxCommand.Settle;
import ghosthunter.edge.outbox.OutboxReply.Settled;
import ghosthunter.edge.outbox.ReceiptDecision.Follow;
import ghosthunter.edge.outbox.ReceiptDecision.LaneView;
import ghosthunter.edge.outbox.ReceiptDecision.Mark;
import ghosthunter.edge.outbox.ReceiptDecision.OpenEpoch;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does what {@link ReceiptDecision} decides, in the transaction of the caller. */
final class Settler {
    private final Tables tables;
    private final EpochOpener epochs;

    Settler(Tables tables, EpochOpener epochs) {
        this.tables = tables;
        this.epochs = epochs;
    }

    Future<OutboxReply> settle(Settle command) {
        return tables.store()
                .read()
                .compose(store -> answers(command.receipt(), store)
                        ? keep(command)
                                .compose(kept -> decide(command.receipt(), store)
                                        .compose(decision -> decision.fold(
                                                follow -> follow(follow, command), open -> openEpoch(open, store))))
                        : settled(List.of(), false, null));
    }

    /** An answer of another epoch, or older than one that was settled, moves nothing: heads only count when they are news. */
    private static boolean answers(Receipt receipt, StoreRow store) {
        return receipt.device().equals(store.device())
                && receipt.epoch().equals(store.epoch())
                && receipt.exchange() > store.settledExchange()
                && receipt.exchange() <= store.exchange();
    }

    private Future<Void> keep(Settle command) {
        long exchange = command.receipt().exchange();
        Statement.Verified verified = new Statement.Verified(
                exchange,
                command.receiptHash(),
                command.verified().at(),
                command.verified().boot(),
                command.verified().upMs());
        return tables.store()
                .saveVerified(verified)
                .compose(saved -> tables.store().replaceSamples(exchange, command.sample(), Statement.SAMPLES_MAX))
                .compose(told -> tables.attempts()
                        .settle(exchange, "receipt", command.verified().at()));
    }

    private Future<ReceiptDecision> decide(Receipt receipt, StoreRow store) {
        Future<List<LaneView>> views = Future.succeededFuture(new ArrayList<>());
        for (LaneReceipt lane : receipt.lanes()) {
            views = views.compose(before -> view(lane, store).map(view -> {
                before.add(view);
                return before;
            }));
        }
        return views.map(ReceiptDecision::decide);
    }

    private Future<LaneView> view(LaneReceipt receipt, StoreRow store) {
        return tables.chain()
                .lane(store, receipt.lane())
                .compose(ours -> tables.chain()
                        .hashAt(ours, receipt.durable().seq())
                        .map(hash -> new LaneView(ours, receipt, hash.orElse(null))));
    }

    private Future<OutboxReply> openEpoch(OpenEpoch decision, StoreRow store) {
        return epochs.next(store, store.device(), EpochChange.Reason.of(decision.reason()), decision.holes())
                .compose(epoch -> settled(List.of(), false, epoch));
    }

    private Future<OutboxReply> follow(Follow decision, Settle command) {
        List<String> synced = new ArrayList<>();
        Future<Void> done = Future.succeededFuture();
        for (Mark mark : decision.marks()) {
            done = done.compose(before -> apply(mark, command, synced));
        }
        boolean rewound = decision.marks().stream().anyMatch(Mark::rewound);
        return done.compose(marked -> rewound ? rewound() : tables.pulls().rereadIfDue())
                .compose(marked -> tables.store().forgetPastEpochs())
                .compose(marked -> settled(synced, rewound, null));
    }

    private Future<Void> rewound() {
        return tables.packages()
                .markPending()
                .compose(marked -> tables.mirror().rewound())
                .compose(marked -> tables.pulls().rereadLater());
    }

    private Future<Void> apply(Mark mark, Settle command, List<String> synced) {
        return tables.chain().lanes().compose(lanes -> {
            LaneState lane = lanes.stream()
                    .filter(known -> known.lane() == mark.lane())
                    .findFirst()
                    .orElse(null);
            return lane == null ? Future.succeededFuture() : apply(mark, lane, command, synced);
        });
    }

    private Future<Void> apply(Mark mark, LaneState lane, Settle command, List<String> synced) {
        LaneState moved = new LaneState(lane.head(), mark.ackedSeq(), mark.safeSeq(), lane.base());
        Future<Void> marked = mark.rewound()
                ? tables.chain().unacknowledge(lane.lane(), mark.ackedSeq() + 1)
                : acknowledge(lane, mark, command, synced);
        return marked.compose(done -> free(moved, command));
    }

    private Future<Void> acknowledge(LaneState lane, Mark mark, Settle command, List<String> synced) {
        if (mark.ackedSeq() == lane.ackedSeq()) {
            return Future.succeededFuture();
        }
        long from = lane.ackedSeq() + 1;
        return tables.chain()
                .acknowledge(
                        lane.lane(), from, mark.ackedSeq(), command.verified().at())
                .compose(done -> tables.packages()
                        .markSynced(
                                lane.lane(),
                                from,
                                mark.ackedSeq(),
                                command.verified().at()))
                .compose(trackingIds -> {
                    synced.addAll(trackingIds);
                    return tables.pulls().read(command.receipt().epoch());
                })
                .compose(pull -> tables.mirror()
                        .acknowledged(
                                lane.lane(),
                                from,
                                mark.ackedSeq(),
                                pull.scanId() == null
                                        ? EntityTable.ownIn(command.receipt().exchange())
                                        : pull.scanId()));
    }

    /** Frees what the hub's oldest backup has, when it is old enough; keeps the ends of the lane either way. */
    private Future<Void> free(LaneState lane, Settle command) {
        long lastSeq = Math.min(lane.ackedSeq(), lane.safeSeq());
        if (lastSeq <= lane.base().seq()) {
            return tables.chain().saveLane(lane);
        }
        return tables.chain()
                .lastFreeable(
                        lane,
                        lastSeq,
                        command.verified().at().minus(tables.limits().retention()),
                        tables.limits().freeMax())
                .compose(last -> last.isEmpty()
                        ? tables.chain().saveLane(lane)
                        : tables.chain()
                                .free(lane.lane(), last.get().seq())
                                .compose(freed -> tables.chain().saveLane(lane.freedTo(last.get()))));
    }

    private Future<OutboxReply> settled(List<String> synced, boolean rewound, @Nullable Epoch newEpoch) {
        return tables.chain()
                .lanes()
                .map(lanes -> new Settled(
                        synced,
                        lanes.stream().mapToLong(LaneState::pending).sum(),
                        pendingLanes(lanes),
                        rewound,
                        newEpoch));
    }

    private static List<Lane> pendingLanes(List<LaneState> lanes) {
        return lanes.stream()
                .filter(lane -> lane.pending() > 0)
                .map(LaneState::lane)
                .toList();
    }
}
