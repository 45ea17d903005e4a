package ghosthunter.edge.outbox;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.time.Hlc;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Changes on their way into the outbox, within one transaction: started from the ends that were read in it, and written with
 * their new ends by {@link #flush}.
 */
final class Appending {
    private final ChangeMaker maker;
    private final EntityCatalog entities;
    private final StoreRow store;
    private final Instant now;
    private final Map<Lane, LaneState> lanes = new EnumMap<>(Lane.class);
    private final List<OutboxRow> rows = new ArrayList<>();
    private long recordNo;
    private long hlc;

    Appending(Tables tables, StoreRow store) {
        this.maker = tables.maker();
        this.entities = tables.entities();
        this.store = store;
        this.now = maker.now();
        this.recordNo = store.recordNo();
        this.hlc = store.hlc();
    }

    /** Tells the ends of a lane, as read in this transaction. A lane that was not told starts at its genesis. */
    void startFrom(LaneState lane) {
        lanes.put(lane.lane(), lane);
    }

    /** The ends of a lane with what was added. */
    LaneState lane(Lane lane) {
        return lanes.computeIfAbsent(
                lane, added -> LaneState.empty(Chain.genesis(store.device(), store.epoch(), added)));
    }

    /**
     * Chains one more change.
     *
     * @throws IllegalArgumentException if a field breaks the grammar of a change
     */
    @CanIgnoreReturnValue
    Change add(Draft draft) {
        Change change = maker.make(draft, nextHlc());
        Lane lane = entities.lane(change.type());
        recordNo++;
        OutboxRow row = new OutboxRow(
                lane,
                0,
                recordNo,
                change.id().toString(),
                change.type(),
                change.op(),
                draft.packageId(),
                change.line(),
                change.line().digest(),
                now,
                0);
        Head head = Chain.append(lane(lane).head(), change.line());
        rows.add(row.at(head));
        moveHead(head);
        return change;
    }

    /** The next stamp; for a change that is written by other means. */
    long nextHlc() {
        hlc = Hlc.next(hlc, now.toEpochMilli());
        return hlc;
    }

    /** The head has moved by a row that is in the table already. */
    void moveHead(Head head) {
        LaneState lane = lane(head.lane());
        lanes.put(head.lane(), new LaneState(head, lane.ackedSeq(), lane.safeSeq(), lane.base()));
    }

    /** Writes the rows, the ends of the lanes and the counters. */
    Future<Void> flush(ChainTable chain, StoreTable table) {
        Future<Void> done = chain.insert(rows);
        for (LaneState lane : lanes.values()) {
            done = done.compose(before -> chain.saveLane(lane));
        }
        return done.compose(before -> table.saveRecorded(recordNo, hlc));
    }
}
