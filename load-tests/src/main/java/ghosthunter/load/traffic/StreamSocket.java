package ghosthunter.load.traffic;

import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.exchange.StreamRequest;
import ghosthunter.codecs.exchange.Trigger;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The stream of one device as a WebSocket: just enough of RFC 6455 to hear calls and to answer pings, because ten thousand of them
 * share the machine with what is measured. Of one event loop.
 */
public final class StreamSocket {
    private static final String END = "\r\n\r\n";
    private static final String SWITCHING = "HTTP/1.1 101 ";
    private static final int HEAD_BYTES = 2;
    private static final int OPCODE = 0x0F;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;

    /** Frames of the hub are never longer than this, so their length is in the second byte. */
    private static final int SHORT_BYTES_MAX = 125;

    /** Masked, as everything that a client sends, with zeros. */
    private static final byte[] PONG = {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0};

    private final NetSocket socket;
    private final Runnable called;
    private final Promise<Void> opened = Promise.promise();
    private Buffer arrived = Buffer.buffer();

    private StreamSocket(NetSocket socket, Runnable called) {
        this.socket = socket;
        this.called = called;
        socket.handler(this::take).closeHandler(v -> opened.tryFail(new IOException("the hub closed the stream")));
    }

    /**
     * Opens it, on the context that calls.
     *
     * @param called runs at each call
     */
    public static Future<Void> open(NetClient client, int port, SignedLocker locker, Runnable called) {
        return client.connect(port, "127.0.0.1")
                .map(socket -> new StreamSocket(socket, called))
                .compose(stream -> stream.ask(locker));
    }

    private Future<Void> ask(SignedLocker locker) {
        String request =
                "GET " + StreamRequest.PATH + " HTTP/1.1\r\nhost: hub\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
                        + "sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nauthorization: "
                        + locker.streamAuthorization() + "\r\n" + ExchangeWriter.DEVICE_HEADER + ": "
                        + locker.device().device() + END;
        return socket.write(request).compose(written -> opened.future());
    }

    private void take(Buffer chunk) {
        arrived = arrived.length() == 0 ? chunk : arrived.appendBuffer(chunk);
        if (opened.future().isComplete() || isSwitched()) {
            int from = 0;
            while (arrived.length() >= from + HEAD_BYTES && arrived.length() >= from + HEAD_BYTES + bytes(from)) {
                frame(arrived.getByte(from) & OPCODE, from + HEAD_BYTES, bytes(from));
                from += HEAD_BYTES + bytes(from);
            }
            arrived = from == arrived.length() ? Buffer.buffer() : arrived.getBuffer(from, arrived.length());
        }
    }

    private boolean isSwitched() {
        String text = arrived.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf(END);
        if (end < 0) {
            return false;
        }
        if (!text.startsWith(SWITCHING)) {
            opened.tryFail("the hub opens no stream: " + text);
            return false;
        }
        arrived = arrived.getBuffer(end + END.length(), arrived.length());
        opened.tryComplete();
        return true;
    }

    private int bytes(int from) {
        int bytes = arrived.getUnsignedByte(from + 1);
        if (bytes > SHORT_BYTES_MAX) {
            throw new IllegalStateException("the hub sends no frame as long as this");
        }
        return bytes;
    }

    private void frame(int opcode, int from, int bytes) {
        if (opcode == PING) {
            Future<Void> unused = socket.write(Buffer.buffer(PONG));
        } else if (opcode == TEXT
                && Trigger.reasonOf(arrived.getString(from, from + bytes)).isPresent()) {
            called.run();
        } else if (opcode == CLOSE) {
            Future<Void> unused = socket.close();
        }
    }
}
