package ghosthunter.hub.socketio;

import io.vertx.core.json.JsonArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What an application does with one client. Called on the session's event loop, one call after the other. */
public interface SocketIoHandler {
    /**
     * An event.
     *
     * @param args what came behind the name
     * @param ack answers the client; null if it wants no answer. Any thread may call it, and only the first call counts
     */
    void event(String name, JsonArray args, @Nullable Consumer<JsonArray> ack);

    /** The client is gone; the last call. */
    void closed();
}
