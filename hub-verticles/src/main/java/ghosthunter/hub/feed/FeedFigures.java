package ghosthunter.hub.feed;

import java.util.concurrent.atomic.AtomicLong;

/** What monitoring shows of the feed of one database on this node. Any thread. */
public final class FeedFigures {
    /** What the feed does here. */
    public enum Doing {
        /** Another node feeds, or nobody can. */
        STANDBY,
        /** It follows the write-ahead log. */
        STREAM,
        /** It polls. */
        POLL
    }

    private final AtomicLong lagBytes = new AtomicLong();
    private final AtomicLong restartDistanceBytes = new AtomicLong();
    private final AtomicLong heals = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong mapped = new AtomicLong();
    private volatile Doing doing = Doing.STANDBY;

    /** Bytes of log that the server has and that are not fed yet; 0 while another node feeds. */
    public long lagBytes() {
        return lagBytes.get();
    }

    /** Bytes of log that the server keeps for the slot; 0 while there is none, or another node feeds. */
    public long restartDistanceBytes() {
        return restartDistanceBytes.get();
    }

    /** How often all entities were compared with what was fed. */
    public long heals() {
        return heals.get();
    }

    /** How many entities were fed, each time they were. */
    public long rows() {
        return rows.get();
    }

    /** How many entities were made to be what the rows of mapped tables say, each time they were. */
    public long mapped() {
        return mapped.get();
    }

    /** What it does now. */
    public Doing doing() {
        return doing;
    }

    void does(Doing now) {
        doing = now;
        if (now == Doing.STANDBY) {
            distances(0, 0);
        }
    }

    void distances(long lag, long kept) {
        lagBytes.set(Math.max(0, lag));
        restartDistanceBytes.set(Math.max(0, kept));
    }

    void fed(long count) {
        long unused = rows.addAndGet(count);
    }

    void mapped(long count) {
        long unused = mapped.addAndGet(count);
    }

    void healed(long count) {
        long unused = heals.incrementAndGet();
        fed(count);
    }
}
