package ghosthunter.load.bench;

import ghosthunter.load.fleet.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Passes connections on and counts the bytes of each, both ways, whatever they are. Blocking, but for the passing. */
final class WireCount implements AutoCloseable {
    private final NetServer server;
    private final NetClient client;
    private final int target;
    private final List<Long> closed = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();

    private WireCount(Vertx vertx, int target) {
        this.server = vertx.createNetServer();
        this.client = vertx.createNetClient();
        this.target = target;
    }

    /** Listens on a free port of loopback for what is meant for another one there. */
    static WireCount before(Vertx vertx, int port) {
        WireCount count = new WireCount(vertx, port);
        NetServer unused =
                Waiting.until(count.server.connectHandler(count::pass).listen(0, "127.0.0.1"));
        return count;
    }

    int port() {
        return server.actualPort();
    }

    /** The bytes of the connections that were made and closed, in the order of their ends. */
    List<Long> closed() {
        return List.copyOf(closed);
    }

    boolean isIdle() {
        return open.get() == 0;
    }

    private void pass(NetSocket from) {
        open.incrementAndGet();
        AtomicLong bytes = new AtomicLong();
        from.pause();
        from.closeHandler(gone -> {
            closed.add(bytes.get());
            open.decrementAndGet();
        });
        client.connect(target, "127.0.0.1")
                .onSuccess(to -> {
                    move(from, to, bytes);
                    move(to, from, bytes);
                    from.resume();
                })
                .onFailure(failure -> {
                    var unused = from.close();
                });
    }

    private static void move(NetSocket from, NetSocket to, AtomicLong bytes) {
        from.handler(chunk -> {
            bytes.addAndGet(chunk.length());
            var unused = to.write(chunk);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(drained -> from.resume());
            }
        });
        from.endHandler(end -> {
            var unused = to.end();
        });
    }

    @Override
    public void close() {
        Void unused = Waiting.until(server.close().eventually(client::close));
    }
}
