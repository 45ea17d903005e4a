package ghosthunter.hub.dialect.cpos;

import ghosthunter.hub.socketio.SocketIoHandler;
import ghosthunter.hub.socketio.SocketIoSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client of Socket.IO as the events of a terminal. */
final class CposSockets implements SocketIoHandler {
    private final CposRealtime.Session session;

    CposSockets(CposRealtime realtime, SocketIoSocket socket) {
        this.session = realtime.open(new Client(socket));
    }

    @Override
    public void event(String name, JsonArray args, @Nullable Consumer<JsonArray> ack) {
        session.event(name, args);
        if (ack != null) {
            ack.accept(new JsonArray());
        }
    }

    @Override
    public void closed() {
        session.closed();
    }

    private record Client(SocketIoSocket socket) implements CposSocket {
        @Override
        public void emit(String event, JsonObject payload) {
            socket.emit(event, payload);
        }

        @Override
        public void drop() {
            socket.drop();
        }

        @Override
        public void close() {
            socket.close();
        }

        @Override
        public String address() {
            return socket.address();
        }

        @Override
        public @Nullable String token() {
            return Bodies.text(socket.auth(), "token");
        }
    }
}
