package ghosthunter.hub.realtime;

/**
 * What streams may have, and how devices are called.
 *
 * @param streamsMax open streams of this node; each device has one
 * @param bufferedBytesMax what a reader may leave unread in this process before it is dropped
 * @param keepAliveMs how often a stream says that it lives, milliseconds
 * @param idleMs how long a WebSocket may leave pings unanswered, milliseconds
 * @param triggersPerS how many devices this node calls in a second, so that they do not come together
 * @param againMs after how long a device that was called and has not exchanged here is called once more, if there was more
 *     news, milliseconds: it may have exchanged at another node
 * @param restartWindowMs whoever opens a stream within this time after the start is told of it once, milliseconds
 * @param restartsPerS how many of these are told in a second: the first at once, each further one that is here that much later
 * @param restartSpreadMs how long nobody waits longer for it, milliseconds
 */
public record StreamLimits(
        int streamsMax,
        int bufferedBytesMax,
        long keepAliveMs,
        long idleMs,
        int triggersPerS,
        long againMs,
        long restartWindowMs,
        int restartsPerS,
        long restartSpreadMs) {
    /** 20,000 streams, 16 KiB, 25 s, 90 s, 2,000 a second, 60 s; of a start for 60 s, 200 a second, within 60 s. */
    public static final StreamLimits DEFAULT =
            new StreamLimits(20_000, 16 << 10, 25_000, 90_000, 2_000, 60_000, 60_000, 200, 60_000);

    public StreamLimits {
        if (streamsMax < 1 || bufferedBytesMax < 1 || keepAliveMs < 1 || triggersPerS < 1 || againMs < 1) {
            throw new IllegalArgumentException("every limit of a stream is 1 or more");
        }
        if (idleMs <= keepAliveMs) {
            throw new IllegalArgumentException("a stream is idle when more than one keep-alive was not answered");
        }
        if (restartWindowMs < 0 || restartsPerS < 1 || restartSpreadMs < 1) {
            throw new IllegalArgumentException("a restart is told within a window, spread over 1 ms or more");
        }
    }
}
