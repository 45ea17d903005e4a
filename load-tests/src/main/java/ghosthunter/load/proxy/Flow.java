package ghosthunter.load.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * One direction of a connection: hands what was read to a step, in order, and stops reading while the other side is
 * behind or the flow is held. Not thread-safe; lives on the event loop of its sockets.
 *
 * <p>Because reading stops at once, no more than one chunk of the socket waits here.
 *
 * @param <T> what is read
 */
final class Flow<T> {
    private final Vertx vertx;
    private final NetSocket from;
    private final NetSocket to;
    private final ToIntFunction<T> transferMs;
    private final Predicate<T> take;
    private final Runnable whenDone;
    private final Deque<T> waiting = new ArrayDeque<>();
    private boolean arrived;
    private boolean held;
    private boolean ended;
    private boolean stopped;

    /**
     * Starts with {@code from} paused; the first {@link #run} lets it flow.
     *
     * @param transferMs how long an item is on its way before it is taken; 0 on a line without a limit
     * @param take forwards one item; false leaves the item first in line, which it does after {@link #hold}
     * @param whenDone runs once, after the source ended and everything was taken
     */
    Flow(Vertx vertx, NetSocket from, NetSocket to, ToIntFunction<T> transferMs, Predicate<T> take, Runnable whenDone) {
        this.vertx = vertx;
        this.from = from;
        this.to = to;
        this.transferMs = transferMs;
        this.take = take;
        this.whenDone = whenDone;
        to.drainHandler(drained -> run());
    }

    void offer(List<T> items) {
        if (!stopped) {
            waiting.addAll(items);
            run();
        }
    }

    /** The source ended; what waits is still taken. */
    void end() {
        ended = true;
        run();
    }

    /** Takes nothing for {@code delayMs}, at least 1. To be called by the step, which then returns false. */
    void hold(int delayMs) {
        held = true;
        vertx.setTimer(delayMs, id -> release());
    }

    private void release() {
        held = false;
        run();
    }

    /** Takes and reads nothing any more. */
    void stop() {
        stopped = true;
        waiting.clear();
        from.pause();
    }

    void run() {
        while (flows() && !waiting.isEmpty() && hasArrived(waiting.element()) && take.test(waiting.element())) {
            waiting.poll();
            arrived = false;
        }
        if (stopped) {
            return;
        }
        if (ended && waiting.isEmpty()) {
            stop();
            whenDone.run();
        } else if (flows()) {
            from.resume();
        } else {
            from.pause();
        }
    }

    private boolean hasArrived(T item) {
        int ms = arrived ? 0 : transferMs.applyAsInt(item);
        arrived = true;
        if (ms > 0) {
            hold(ms);
        }
        return ms == 0;
    }

    private boolean flows() {
        return !stopped && !held && !to.writeQueueFull();
    }
}
