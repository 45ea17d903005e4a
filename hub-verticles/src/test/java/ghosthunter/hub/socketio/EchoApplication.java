package ghosthunter.hub.socketio;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says what a client said: the application of the protocol's own test suite, and a little more. */
final class EchoApplication implements Function<SocketIoSocket, SocketIoHandler> {
    final List<SocketIoSocket> connected = new CopyOnWriteArrayList<>();
    final AtomicInteger closed = new AtomicInteger();

    @Override
    public SocketIoHandler apply(SocketIoSocket socket) {
        connected.add(socket);
        socket.emit("auth", socket.auth());
        return new Echo(socket);
    }

    private final class Echo implements SocketIoHandler {
        private final SocketIoSocket socket;

        Echo(SocketIoSocket socket) {
            this.socket = socket;
        }

        @Override
        public void event(String name, JsonArray args, @Nullable Consumer<JsonArray> ack) {
            switch (name) {
                case "message" -> socket.emit("message-back", args.stream().toArray());
                case "message-with-ack" -> {
                    if (ack != null) {
                        ack.accept(args);
                        ack.accept(args);
                    }
                }
                case "facts" ->
                    socket.emit("facts", new JsonObject().put("id", socket.id()).put("address", socket.address()));
                case "leave" -> socket.close();
                case "fail" -> throw new IllegalStateException("a handler fails, as the test wants");
                default -> {}
            }
        }

        @Override
        public void closed() {
            closed.incrementAndGet();
        }
    }
}
