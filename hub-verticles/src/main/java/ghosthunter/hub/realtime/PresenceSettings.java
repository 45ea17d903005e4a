package ghosthunter.hub.realtime;

/**
 * When a device counts as what.
 *
 * @param intervalMs how often a device that has nothing to say comes; within two of them it is online, milliseconds
 * @param silentMs a device that was not heard of for so long is silent, milliseconds
 * @param writeMs how often a node writes down which streams it has, milliseconds; three of them later a node is gone
 * @param sweepMs how often silent lockers are looked for, milliseconds
 */
public record PresenceSettings(long intervalMs, long silentMs, long writeMs, long sweepMs) {
    /** 15 min, 2 h, 10 s, 60 s. */
    public static final PresenceSettings DEFAULT = new PresenceSettings(900_000, 7_200_000, 10_000, 60_000);

    /** So many writes of a node may be missing until its streams do not count. */
    private static final int WRITES_MISSED_MAX = 3;

    public PresenceSettings {
        if (intervalMs < 1 || writeMs < 1 || sweepMs < 1) {
            throw new IllegalArgumentException("every time of presence is 1 ms or more");
        }
        if (silentMs < 2 * intervalMs) {
            throw new IllegalArgumentException("who is silent was online for two intervals before");
        }
    }

    long onlineMs() {
        return 2 * intervalMs;
    }

    long nodeAliveMs() {
        return WRITES_MISSED_MAX * writeMs;
    }
}
