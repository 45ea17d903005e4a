package ghosthunter.load.proxy;

/**
 * What a proxy did up to now. A fault is counted when it happened, not when it was decided.
 *
 * @param connections connections accepted and joined to the target
 * @param refused connections closed at once: severed, target not reachable, or too many
 * @param requests HTTP requests forwarded whole
 * @param cutsUp uploads cut before their last byte
 * @param missingAcks answers that the target began and no byte of which was passed back
 * @param cutsDown answers cut after their first and before their last received byte
 * @param severed connections closed by {@link ChaosProxy#sever}
 * @param delaysUp requests held
 * @param delaysDown answers held
 * @param duplicates requests sent a second time at once or after milliseconds
 * @param lateReplays requests sent a second time after later traffic
 * @param replaysAnswered second sendings, of both kinds, that the target began to answer
 * @param replaysDropped second sendings given up: beyond a limit, network severed, target gone
 * @param bytesUp bytes forwarded to the target, replays not included
 * @param bytesDown bytes passed back to clients
 */
public record FaultCounts(
        long connections,
        long refused,
        long requests,
        long cutsUp,
        long missingAcks,
        long cutsDown,
        long severed,
        long delaysUp,
        long delaysDown,
        long duplicates,
        long lateReplays,
        long replaysAnswered,
        long replaysDropped,
        long bytesUp,
        long bytesDown) {

    /** All faults that a client or the target could notice; delays are not among them. */
    public long faults() {
        return cutsUp + missingAcks + cutsDown + severed + duplicates + lateReplays;
    }

    /** The sums of both, for a fleet that has a proxy for each locker. */
    public FaultCounts plus(FaultCounts other) {
        return new FaultCounts(
                connections + other.connections,
                refused + other.refused,
                requests + other.requests,
                cutsUp + other.cutsUp,
                missingAcks + other.missingAcks,
                cutsDown + other.cutsDown,
                severed + other.severed,
                delaysUp + other.delaysUp,
                delaysDown + other.delaysDown,
                duplicates + other.duplicates,
                lateReplays + other.lateReplays,
                replaysAnswered + other.replaysAnswered,
                replaysDropped + other.replaysDropped,
                bytesUp + other.bytesUp,
                bytesDown + other.bytesDown);
    }
}
