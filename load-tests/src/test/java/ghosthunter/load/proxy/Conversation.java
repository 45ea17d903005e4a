package ghosthunter.load.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The client's end of a raw connection, with what it heard. */
final class Conversation {
    final NetSocket socket;
    final AtomicBoolean closed = new AtomicBoolean();
    final AtomicLong receivedBytes = new AtomicLong();
    private volatile String firstBytes = "";

    Conversation(NetSocket socket) {
        this.socket = socket;
        socket.handler(this::hear);
        socket.endHandler(end -> closed.set(true));
        socket.exceptionHandler(reset -> {});
    }

    void say(Buffer bytes) {
        Patience.awaited(socket.write(bytes));
    }

    /** The first kilobytes that came back. */
    String heard() {
        return firstBytes;
    }

    private void hear(Buffer bytes) {
        receivedBytes.addAndGet(bytes.length());
        if (firstBytes.length() < 4_096) {
            firstBytes = firstBytes.concat(bytes.toString());
        }
    }
}
