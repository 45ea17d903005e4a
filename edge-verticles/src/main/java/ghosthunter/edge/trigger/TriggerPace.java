package ghosthunter.edge.trigger;

/**
 * How a stream is opened and watched. All in milliseconds.
 *
 * @param startMsMax the first attempt follows within this time
 * @param openMsMax how long an attempt may take
 * @param backoffMsBase the first step between attempts; it doubles, with full jitter
 * @param backoffMsMax the longest step, and the wait after a refusal
 * @param settledMs a stream that lasted so long was a good one: the steps begin anew
 * @param silenceMsMax a stream that says nothing for so long, keep-alives included, is dead
 */
public record TriggerPace(
        long startMsMax, long openMsMax, long backoffMsBase, long backoffMsMax, long settledMs, long silenceMsMax) {
    /** 5 s; 15 s; 1 s to 5 min; 60 s; 90 s: the hub speaks every 25 s. */
    public static final TriggerPace DEFAULT = new TriggerPace(5_000, 15_000, 1_000, 300_000, 60_000, 90_000);

    public TriggerPace {
        if (startMsMax < 0 || openMsMax < 1 || backoffMsBase < 1 || settledMs < 0 || silenceMsMax < 1) {
            throw new IllegalArgumentException("every time of a stream is 1 or more");
        }
        if (backoffMsMax < backoffMsBase) {
            throw new IllegalArgumentException("the longest step is not shorter than the first");
        }
    }
}
