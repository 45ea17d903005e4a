package ghosthunter.edge.outbox;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.id.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a verified receipt means for the chains of this device. Pure; PROTOCOL.md, "What the device does with a receipt".
 */
sealed interface ReceiptDecision {
    /** The hub's heads are all in the own chains: acknowledge up to them, which may go backwards when the hub lost. */
    record Follow(List<Mark> marks) implements ReceiptDecision {
        public Follow {
            marks = List.copyOf(marks);
        }

        @Override
        public <R> R fold(Function<Follow, R> follow, Function<OpenEpoch, R> openEpoch) {
            return follow.apply(this);
        }
    }

    /** The histories can no longer be brought together in this epoch. */
    record OpenEpoch(Reason reason, List<Hole> holes) implements ReceiptDecision {
        public OpenEpoch {
            holes = List.copyOf(holes);
        }

        @Override
        public <R> R fold(Function<Follow, R> follow, Function<OpenEpoch, R> openEpoch) {
            return openEpoch.apply(this);
        }
    }

    /**
     * Where one lane stands from now on.
     *
     * @param ackedSeq up to here the hub has it durable
     * @param safeSeq up to here the hub's oldest backup has it, not beyond {@code ackedSeq}
     * @param rewound whether the hub has less than it had acknowledged
     */
    record Mark(Lane lane, long ackedSeq, long safeSeq, boolean rewound) {}

    /** Why an epoch ends; declared last means weighs most. */
    enum Reason {
        /** The hub asks for changes that were freed after it had them safe: it lost them, and so has this device. */
        HOLE,
        /** The hub has more of this epoch than this store: the store is an older copy. */
        BEHIND,
        /** The two histories differ: the store was copied, or changed behind the program's back. */
        FORK
    }

    /**
     * Changes that neither side has any more.
     *
     * @param from the first that the hub lacks
     * @param to the last that this device freed
     * @param hash the chain's hash after {@code to}
     */
    record Hole(Lane lane, long from, long to, Hash hash) {}

    /**
     * One lane seen from both sides.
     *
     * @param ours the own chain
     * @param receipt the hub's word
     * @param oursAtDurable the own hash at the hub's durable seq, or null where the own chain has no such row
     */
    record LaneView(
            LaneState ours, LaneReceipt receipt, @Nullable Hash oursAtDurable) {}

    /** Calls the function of the case that this is. */
    <R> R fold(Function<Follow, R> follow, Function<OpenEpoch, R> openEpoch);

    /** Decides over all lanes of a receipt: one lane that cannot follow ends the epoch of all. */
    static ReceiptDecision decide(List<LaneView> lanes) {
        List<Mark> marks = new ArrayList<>();
        List<Hole> holes = new ArrayList<>();
        Reason reason = null;
        for (LaneView lane : lanes) {
            Reason broken = broken(lane);
            if (broken == null) {
                marks.add(mark(lane));
            } else if (reason == null || broken.compareTo(reason) > 0) {
                reason = broken;
            }
            if (broken == Reason.HOLE) {
                holes.add(hole(lane));
            }
        }
        return reason == null ? new Follow(marks) : new OpenEpoch(reason, holes);
    }

    private static @Nullable Reason broken(LaneView lane) {
        Head durable = lane.receipt().durable();
        if (lane.receipt().verdict() == Verdict.FORK) {
            return Reason.FORK;
        }
        if (durable.seq() > lane.ours().head().seq()) {
            return Reason.BEHIND;
        }
        if (durable.seq() < lane.ours().base().seq()) {
            return Reason.HOLE;
        }
        Hash ours = lane.oursAtDurable();
        return ours != null && ours.equals(durable.hash()) ? null : Reason.FORK;
    }

    private static Mark mark(LaneView lane) {
        long durable = lane.receipt().durable().seq();
        return new Mark(
                lane.ours().lane(),
                durable,
                Math.min(durable, lane.receipt().safeSeq()),
                durable < lane.ours().ackedSeq());
    }

    private static Hole hole(LaneView lane) {
        Head base = lane.ours().base();
        return new Hole(base.lane(), lane.receipt().durable().seq() + 1, base.seq(), base.hash());
    }
}
