package ghosthunter.hub.device;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a request that came now would wait: those in work over how fast they left lately (Little's law). The speed is
 * smoothed, and falls more slowly than it rises: to send many away is work too, and a hub that believed each slow moment would
 * soon do nothing else. Group commits are the faster the more wait for them, so few in work say nothing of many: up to
 * {@link #CALM} in work nobody waits and nothing is measured. Any thread may call it.
 */
final class Backlog {
    /** So many in work are no backlog. */
    static final int CALM = 256;

    /** The latest turn that is given away, seconds from now. */
    static final long TURN_S_MAX = 120;

    /**
     * A hub that has just started is slow for some seconds, while the virtual machine compiles, and that says nothing of what it will
     * be: until it has worked so long nobody is sent away for less than this speed.
     */
    static final long YOUNG_NS = TimeUnit.SECONDS.toNanos(10);

    private static final double YOUNG_PER_S = 200;

    /** Turns are given away so much faster than the hub seems to be. */
    private static final double OVERBOOKED = 1.25;

    /** And never more slowly than this: to refuse so many again costs little, and no wrong idea of the speed starves the hub. */
    private static final double TURNS_PER_S_MIN = 300;

    private static final long WINDOW_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final double SHARE_OF_GOOD_NEWS = 0.4;
    private static final double SHARE_OF_BAD_NEWS = 0.1;
    private static final double NS_PER_S = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private int inWork;
    private long measuredTo;
    private boolean filling;
    private long workedNs;
    private long windowNs;
    private long windowLeft;
    private double perS;
    private long lastTurn;

    /** @param nanoTime a clock that only measures distances, nanoseconds */
    Backlog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastTurn = nanoTime.getAsLong();
    }

    synchronized void entered() {
        if (inWork == CALM) {
            measuredTo = nanoTime.getAsLong();
            filling = true;
        }
        inWork++;
    }

    synchronized void left() {
        if (inWork > CALM) {
            long now = nanoTime.getAsLong();
            if (filling && perS > 0) {
                // Until the first leaves is how long the work takes, and says nothing of how fast it goes.
                measuredTo = Math.max(measuredTo, now - (long) (NS_PER_S / perS));
            }
            filling = false;
            windowNs += now - measuredTo;
            measuredTo = now;
            windowLeft++;
            if (windowNs >= WINDOW_NS) {
                measured(windowLeft * NS_PER_S / windowNs);
            }
        }
        inWork--;
    }

    private void measured(double news) {
        double share = news > perS ? SHARE_OF_GOOD_NEWS : SHARE_OF_BAD_NEWS;
        perS = perS == 0 ? news : perS + share * (news - perS);
        workedNs += windowNs;
        windowNs = 0;
        windowLeft = 0;
    }

    /** Left without having been worked for. */
    synchronized void dropped() {
        inWork--;
    }

    /** How long one more would wait, milliseconds. */
    synchronized long waitMs() {
        return inWork <= CALM || perS == 0 ? 0 : (long) (inWork * 1_000 / speed());
    }

    /**
     * The turn of one who is sent away: behind all who were given a turn before, and when half of the longest wait is left of those in
     * work: a hub that was empty by then would have stood still since. Turns are overbooked, for the hub may have become faster,
     * and would not know as long as no more come than it believes in.
     *
     * @param waitMsMax the longest wait of those who are let in, milliseconds
     * @return milliseconds until then, half of that wait to {@link #TURN_S_MAX}
     */
    synchronized long turnMs(long waitMsMax) {
        long now = nanoTime.getAsLong();
        double perNs = Math.max(OVERBOOKED * speed(), TURNS_PER_S_MIN) / NS_PER_S;
        long halfNs = TimeUnit.MILLISECONDS.toNanos(waitMsMax) / 2;
        long workNs = perS == 0 ? 0 : (long) ((inWork - Math.max(CALM, halfNs * perNs)) / perNs);
        long lastNs = Math.max(lastTurn - now, Math.max(halfNs, workNs)) + (long) (1 / perNs);
        lastTurn = now + Math.min(lastNs, TimeUnit.SECONDS.toNanos(TURN_S_MAX));
        return TimeUnit.NANOSECONDS.toMillis(lastTurn - now);
    }

    private double speed() {
        return workedNs < YOUNG_NS ? Math.max(perS, YOUNG_PER_S) : perS;
    }
}
