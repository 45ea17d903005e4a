package ghosthunter.edge.sync;

import ghosthunter.codecs.locker.CentreSettings;

/**
 * How fast the exchange loop goes. Every wait that is derived from it is jittered, so that lockers which lost the network
 * together do not come back together. All in milliseconds.
 *
 * @param startMsMax the first exchange follows within this time after the start
 * @param urgentMsMin the shortest time from the begin of an exchange during which critical changes gather; later ones go at once
 * @param urgentMsMax the longest such time; a word from the hub is followed within these two, too
 * @param intervalMs the wait while something is pending
 * @param heartbeatMs the wait while nothing is
 * @param attemptsMax attempts of one cycle
 * @param backoffMsBase the first step of the exponential backoff within a cycle
 * @param backoffMsMax its longest step
 * @param restMs how long the circuit breaker rests after a cycle without success
 * @param refusedMs the first wait after the hub refused; doubles up to {@code heartbeatMs}
 * @param exchangeMsMax the longest that one exchange takes, connecting included
 */
public record SyncPace(
        long startMsMax,
        long urgentMsMin,
        long urgentMsMax,
        long intervalMs,
        long heartbeatMs,
        int attemptsMax,
        long backoffMsBase,
        long backoffMsMax,
        long restMs,
        long refusedMs,
        long exchangeMsMax) {
    /** 5 s; 0.2 to 1 s; 30 s; 15 min; 5 attempts, 1 to 30 s apart; 60 s rest; 60 s after a refusal; 30 s per exchange. */
    public static final SyncPace DEFAULT =
            new SyncPace(5_000, 200, 1_000, 30_000, 900_000, 5, 1_000, 30_000, 60_000, 60_000, 30_000);

    public SyncPace {
        if (startMsMax < 0 || urgentMsMin < 0 || urgentMsMax < urgentMsMin) {
            throw new IllegalArgumentException("0 <= start, 0 <= urgent minimum <= urgent maximum");
        }
        if (intervalMs < 1 || heartbeatMs < intervalMs || refusedMs < 1 || heartbeatMs < refusedMs) {
            throw new IllegalArgumentException("the heartbeat is not faster than the interval or a refusal's wait");
        }
        if (attemptsMax < 1 || backoffMsBase < 1 || backoffMsMax < backoffMsBase || restMs < 1 || exchangeMsMax < 1) {
            throw new IllegalArgumentException("attempts, backoff, rest and exchange time are 1 or more");
        }
    }

    /** The same with another interval; the heartbeat is never faster than it. */
    public SyncPace withInterval(long newIntervalMs) {
        return new SyncPace(
                startMsMax,
                urgentMsMin,
                urgentMsMax,
                newIntervalMs,
                Math.max(heartbeatMs, newIntervalMs),
                attemptsMax,
                backoffMsBase,
                backoffMsMax,
                restMs,
                refusedMs,
                exchangeMsMax);
    }

    /** The same with what the centre has set over it. */
    SyncPace with(CentreSettings settings) {
        Long intervalS = settings.intervalS();
        Long heartbeatS = settings.heartbeatS();
        long heartbeat = heartbeatS == null ? heartbeatMs : heartbeatS * 1_000;
        return new SyncPace(
                        startMsMax,
                        urgentMsMin,
                        urgentMsMax,
                        1,
                        heartbeat,
                        attemptsMax,
                        backoffMsBase,
                        backoffMsMax,
                        restMs,
                        Math.min(refusedMs, heartbeat),
                        exchangeMsMax)
                .withInterval(intervalS == null ? intervalMs : intervalS * 1_000);
    }

    /** The longest that one exchange chain of {@link SyncCommand.SyncNow} takes before it reports. */
    public long reportMsMax() {
        return attemptsMax * (exchangeMsMax + backoffMsMax) * 4;
    }
}
