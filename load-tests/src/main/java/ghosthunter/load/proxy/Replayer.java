package ghosthunter.load.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Sends recorded requests a second time, each on a connection of its own, and throws the answers away. Owns the requests
 * kept for later. Not thread-safe; lives on the event loop of the proxy.
 */
final class Replayer {
    /** A request that goes out again when {@code dueAt} requests have passed in all. */
    private record Kept(Buffer request, long dueAt) {}

    private final Vertx vertx;
    private final NetClient client;
    private final Supplier<SocketAddress> target;
    private final FaultTally tally;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private final Set<NetSocket> conversations = new HashSet<>();
    private long keptBytes;
    private long passed;
    private int underWay;
    private boolean severed;

    Replayer(Vertx vertx, NetClient client, Supplier<SocketAddress> target, FaultTally tally) {
        this.vertx = vertx;
        this.client = client;
        this.target = target;
        this.tally = tally;
    }

    /** Arranges the second sendings that were decided for a request that has just been forwarded whole. */
    void schedule(Buffer request, FaultDecision decision) {
        decision.duplicateAfterMs().ifPresent(delayMs -> duplicate(request, delayMs));
        decision.lateAfterRequests().ifPresent(requests -> keep(new Kept(request, passed + requests)));
    }

    /** Another request was forwarded: what was kept until now goes out. */
    void requestPassed() {
        passed++;
        List<Kept> due = kept.stream().filter(one -> one.dueAt() <= passed).toList();
        due.forEach(this::release);
    }

    /** Sends everything that is kept, now; returns how many requests that are. */
    int releaseAll() {
        List<Kept> all = new ArrayList<>(kept);
        all.forEach(this::release);
        return all.size();
    }

    /** Cuts what is being sent; until {@link #restore} what falls due is dropped. */
    void sever() {
        severed = true;
        List.copyOf(conversations).forEach(NetSocket::close);
    }

    void restore() {
        severed = false;
    }

    private void duplicate(Buffer request, int delayMs) {
        if (!admit()) {
            return;
        }
        if (delayMs == 0) {
            send(request, tally.duplicates);
        } else {
            vertx.setTimer(delayMs, id -> send(request, tally.duplicates));
        }
    }

    private void keep(Kept one) {
        kept.add(one);
        keptBytes += one.request().length();
        while (kept.size() > ProxyLimits.KEPT_REQUESTS_MAX || keptBytes > ProxyLimits.KEPT_BYTES_MAX) {
            keptBytes -= kept.remove().request().length();
            tally.replaysDropped.increment();
        }
    }

    private void release(Kept one) {
        kept.remove(one);
        keptBytes -= one.request().length();
        if (admit()) {
            send(one.request(), tally.lateReplays);
        }
    }

    private boolean admit() {
        if (underWay >= ProxyLimits.REPLAYS_AT_ONCE_MAX) {
            tally.replaysDropped.increment();
            return false;
        }
        underWay++;
        return true;
    }

    /** Sends what was admitted; {@code sent} counts it once it is written. */
    private void send(Buffer request, LongAdder sent) {
        if (severed) {
            giveUp();
            return;
        }
        client.connect(target.get())
                .onSuccess(socket -> converse(socket, request, sent))
                .onFailure(gone -> giveUp());
    }

    private void giveUp() {
        underWay--;
        tally.replaysDropped.increment();
    }

    private void converse(NetSocket socket, Buffer request, LongAdder sent) {
        conversations.add(socket);
        long patience = vertx.setTimer(ProxyLimits.REPLAY_ANSWER_MS, id -> socket.close());
        socket.exceptionHandler(reset -> {});
        socket.closeHandler(end -> {
            vertx.cancelTimer(patience);
            conversations.remove(socket);
            underWay--;
        });
        socket.handler(first -> {
            tally.replaysAnswered.increment();
            socket.handler(rest -> {});
            vertx.setTimer(ProxyLimits.REPLAY_LINGER_MS, id -> socket.close());
        });
        socket.write(request)
                .onSuccess(written -> sent.increment())
                .onFailure(lost -> tally.replaysDropped.increment());
        if (severed) {
            socket.close();
        }
    }
}
