package ghosthunter.load.traffic;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One keep-alive connection to a hub, one request at a time: just enough of HTTP/1.1, because the generator shares the machine
 * with what it measures. Of one event loop.
 */
public final class HubSocket {
    private static final String END = "\r\n\r\n";
    private static final String REQUEST_LINE = "POST /v1/sync HTTP/1.1\r\nhost: hub\r\n";
    private static final int STATUS_FROM = 9;
    private static final int STATUS_TO = 12;

    private final NetSocket socket;
    private Buffer arrived = Buffer.buffer();
    private @Nullable Promise<Answer> waiting;
    private boolean open = true;

    private HubSocket(NetSocket socket) {
        this.socket = socket;
        socket.handler(this::take).exceptionHandler(this::broke).closeHandler(v -> ended());
    }

    /** Connects, on the context that calls. */
    public static Future<HubSocket> connect(NetClient client, int port) {
        return client.connect(port, "127.0.0.1").map(HubSocket::new);
    }

    /** Sends one exchange; fails when the connection breaks before all of the answer is there. */
    public Future<Answer> send(Shipment shipment) {
        Promise<Answer> answer = Promise.promise();
        waiting = answer;
        socket.write(request(shipment)).onFailure(this::broke);
        return answer.future();
    }

    private static Buffer request(Shipment shipment) {
        Buffer body = shipment.packed().body();
        StringBuilder head = new StringBuilder(REQUEST_LINE);
        shipment.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        head.append("content-length: ").append(body.length()).append(END);
        return Buffer.buffer(head.length() + body.length())
                .appendString(head.toString())
                .appendBuffer(body);
    }

    /** Whether the hub has not closed it; between two requests it may. */
    boolean isOpen() {
        return open;
    }

    /** Closes it. */
    public Future<Void> close() {
        return socket.close();
    }

    private void take(Buffer chunk) {
        arrived = arrived.length() == 0 ? chunk : arrived.appendBuffer(chunk);
        String text = arrived.toString(StandardCharsets.ISO_8859_1);
        int headEnd = text.indexOf(END);
        if (headEnd < 0) {
            return;
        }
        String head = text.substring(0, headEnd).toLowerCase(Locale.ROOT) + "\r\n";
        int bodyFrom = headEnd + END.length();
        int bodyBytes = number(head, "content-length", 0);
        if (arrived.length() >= bodyFrom + bodyBytes) {
            Answer answer = new Answer(
                    Integer.parseInt(head.substring(STATUS_FROM, STATUS_TO)),
                    number(head, "retry-after", -1),
                    head.contains("\r\ncontent-encoding: gzip\r\n"),
                    arrived.getBuffer(bodyFrom, bodyFrom + bodyBytes));
            arrived = Buffer.buffer();
            answered(answer);
        }
    }

    private static int number(String head, String name, int otherwise) {
        int at = head.indexOf("\r\n" + name + ":");
        if (at < 0) {
            return otherwise;
        }
        int from = head.indexOf(':', at) + 1;
        return Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
    }

    private void answered(Answer answer) {
        Promise<Answer> asked = waiting;
        waiting = null;
        if (asked != null) {
            asked.complete(answer);
        }
    }

    private void broke(Throwable why) {
        Promise<Answer> asked = waiting;
        waiting = null;
        if (asked != null) {
            asked.fail(why);
        }
    }

    private void ended() {
        open = false;
        broke(new IOException("the hub closed the connection"));
    }
}
