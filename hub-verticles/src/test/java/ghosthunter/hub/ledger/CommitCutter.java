package ghosthunter.hub.ledger;

import ghosthunter.hub.postgres.DatabaseUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.pgclient.PgConnectOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A wire to Postgres that breaks once, at the one moment that matters: before Postgres hears of a COMMIT, or after it has
 * answered and before the client hears of that. Real sockets, and the bytes of the real protocol.
 */
final class CommitCutter implements AutoCloseable {
    /** The simple query COMMIT without its length: PostgreSQL manual, "Message Formats", Query. */
    private static final byte[] COMMIT_QUERY = bytes("Q\0\0\0\13COMMIT\0");

    /** The tag of a transaction that was committed: CommandComplete. */
    private static final byte[] COMMIT_COMPLETE = bytes("C\0\0\0\13COMMIT\0");

    private final NetServer server;
    private final NetClient client;
    private final DatabaseUrl target;
    private final int targetPort;
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile Moment armed = Moment.NEVER;

    /** When it breaks. */
    enum Moment {
        NEVER,
        BEFORE_POSTGRES_HEARS,
        BEFORE_THE_CLIENT_HEARS
    }

    CommitCutter(Vertx vertx, DatabaseUrl target) {
        this.target = target;
        this.targetPort = target.connectOptions().getPort();
        this.client = vertx.createNetClient();
        this.server = LedgerConformance.await(
                vertx.createNetServer().connectHandler(this::join).listen(0, "127.0.0.1"));
    }

    /** The database behind the wire. */
    PgConnectOptions connectOptions() {
        return target.connectOptions().setHost("127.0.0.1").setPort(server.actualPort());
    }

    /** Breaks at the next COMMIT, and then no more. */
    void arm(Moment moment) {
        armed = moment;
    }

    /** How often it broke. */
    int cuts() {
        return cuts.get();
    }

    private void join(NetSocket near) {
        var unused = near.pause();
        client.connect(targetPort, "127.0.0.1")
                .onSuccess(far -> joined(near, far))
                .onFailure(refused -> close(near));
    }

    private void joined(NetSocket near, NetSocket far) {
        near.handler(bytes -> pass(bytes, near, far, Moment.BEFORE_POSTGRES_HEARS, COMMIT_QUERY));
        far.handler(bytes -> pass(bytes, far, near, Moment.BEFORE_THE_CLIENT_HEARS, COMMIT_COMPLETE));
        near.closeHandler(closed -> close(far));
        far.closeHandler(closed -> close(near));
        var unused = near.resume();
    }

    private void pass(Buffer bytes, NetSocket from, NetSocket to, Moment moment, byte[] mark) {
        int at = armed == moment ? indexOf(bytes.getBytes(), mark) : -1;
        if (at < 0) {
            var unused = to.write(bytes);
            return;
        }
        armed = Moment.NEVER;
        cuts.incrementAndGet();
        var unused = to.write(bytes.slice(0, at)).onComplete(written -> {
            close(from);
            close(to);
        });
    }

    private static int indexOf(byte[] bytes, byte[] mark) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(new String(mark, StandardCharsets.ISO_8859_1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void close(NetSocket socket) {
        var unused = socket.close();
    }

    @Override
    public void close() {
        var unused = LedgerConformance.await(Future.join(server.close(), client.close()));
    }
}
