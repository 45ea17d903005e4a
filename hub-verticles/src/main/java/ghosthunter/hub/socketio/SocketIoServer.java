package ghosthunter.hub.socketio;

import ghosthunter.hub.http.Routes;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.function.Function;

/**
 * A Socket.IO server at {@code /socket.io/}, on the ports at which it is mounted: transports {@code polling} and {@code websocket},
 * the default namespace, events and their acknowledgements in JSON. One for all event loops.
 *
 * @see <a href="https://socket.io/docs/v4/socket-io-protocol/">Socket.IO protocol, revision 5</a>
 */
public final class SocketIoServer implements Routes {
    private static final String PATH = "/socket.io";

    private final EngineServer engine;

    /** @param application makes the handler of a client that connects; is called on the event loop of its session */
    public SocketIoServer(
            Vertx vertx, SocketIoSettings settings, Function<SocketIoSocket, SocketIoHandler> application) {
        this.engine = new EngineServer(
                vertx,
                PATH,
                settings,
                session -> new SocketIoConnection(
                        session, vertx, settings.waits().connectMs(), this::nextId, application));
    }

    private String nextId() {
        return engine.nextId();
    }

    @Override
    public void mount(Router router) {
        engine.mount(router);
    }

    /** How many sessions are open. */
    public int sessions() {
        return engine.sessions();
    }
}
