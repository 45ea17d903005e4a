package ghosthunter.load.proxy;

import java.util.concurrent.atomic.LongAdder;

/** The running counts of one proxy: written on its event loop, read by {@link #counts} from any thread. */
final class FaultTally {
    final LongAdder connections = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder requests = new LongAdder();
    final LongAdder cutsUp = new LongAdder();
    final LongAdder missingAcks = new LongAdder();
    final LongAdder cutsDown = new LongAdder();
    final LongAdder severed = new LongAdder();
    final LongAdder delaysUp = new LongAdder();
    final LongAdder delaysDown = new LongAdder();
    final LongAdder duplicates = new LongAdder();
    final LongAdder lateReplays = new LongAdder();
    final LongAdder replaysAnswered = new LongAdder();
    final LongAdder replaysDropped = new LongAdder();
    final LongAdder bytesUp = new LongAdder();
    final LongAdder bytesDown = new LongAdder();

    FaultCounts counts() {
        return new FaultCounts(
                connections.sum(),
                refused.sum(),
                requests.sum(),
                cutsUp.sum(),
                missingAcks.sum(),
                cutsDown.sum(),
                severed.sum(),
                delaysUp.sum(),
                delaysDown.sum(),
                duplicates.sum(),
                lateReplays.sum(),
                replaysAnswered.sum(),
                replaysDropped.sum(),
                bytesUp.sum(),
                bytesDown.sum());
    }
}
