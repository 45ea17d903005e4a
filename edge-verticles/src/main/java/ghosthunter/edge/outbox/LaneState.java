package ghosthunter.edge.outbox;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.Lane;

/**
 * The ends of one chain of the current epoch.
 *
 * @param head the last change
 * @param ackedSeq up to here a verified receipt shows the chain as durable, {@code base.seq <= ackedSeq <= head.seq}
 * @param safeSeq up to here the hub's oldest backup has it
 * @param base what the first retained change follows; genesis until something was freed
 */
record LaneState(Head head, long ackedSeq, long safeSeq, Head base) {
    LaneState {
        if (base.seq() > ackedSeq || ackedSeq > head.seq() || base.lane() != head.lane()) {
            throw new IllegalArgumentException(
                    "a lane needs base <= acked <= head, not " + base + ", " + ackedSeq + ", " + head);
        }
    }

    /** A chain that has no change yet. */
    static LaneState empty(Head genesis) {
        return new LaneState(genesis, 0, 0, genesis);
    }

    Lane lane() {
        return head.lane();
    }

    /** Changes without an acknowledgement. */
    long pending() {
        return head.seq() - ackedSeq;
    }

    /** The same without the rows up to this one. */
    LaneState freedTo(OutboxRow last) {
        return new LaneState(head, ackedSeq, safeSeq, new Head(lane(), last.seq(), last.hash()));
    }
}
