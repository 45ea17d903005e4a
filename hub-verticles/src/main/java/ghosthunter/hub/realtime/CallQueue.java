package ghosthunter.hub.realtime;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * The devices that are to be called, in order, at the pace of the node: what calls ten thousand devices at once is called by ten
 * thousand exchanges. Used by one verticle.
 */
final class CallQueue {
    /** What may be called at once after a pause, as a part of a second's calls. */
    private static final int BURSTS_PER_S = 5;

    private final int callsPerS;
    private final StreamFigures figures;
    private final Queue<DeviceStream> waiting = new ArrayDeque<>();
    private double allowed;
    private long refilledNanos;

    CallQueue(int callsPerS, StreamFigures figures, long nowNanos) {
        this.callsPerS = callsPerS;
        this.figures = figures;
        this.allowed = burst();
        this.refilledNanos = nowNanos;
    }

    void add(DeviceStream stream) {
        waiting.add(stream);
    }

    /** Calls as many as may be called now. */
    void call(long nowNanos) {
        double seconds = (double) (nowNanos - refilledNanos) / TimeUnit.SECONDS.toNanos(1);
        allowed = Math.min(burst(), allowed + seconds * callsPerS);
        refilledNanos = nowNanos;
        while (allowed >= 1 && !waiting.isEmpty()) {
            waiting.remove().call(nowNanos).ifPresent(reason -> {
                allowed--;
                figures.called(reason);
            });
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    private double burst() {
        return Math.max(1, (double) callsPerS / BURSTS_PER_S);
    }
}
