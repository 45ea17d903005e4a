package ghosthunter.hub.socketio;

import io.vertx.core.json.JsonObject;

/** A client in the default namespace, as its application sees it. Any thread may call it. */
public interface SocketIoSocket {
    /** What the client knows itself as. Not the secret by which it is recognised. */
    String id();

    /** The address that it came from, or the empty text. */
    String address();

    /** What the client gave as {@code auth} when it connected. Proves nothing by itself. */
    JsonObject auth();

    /**
     * Sends an event. To a client that is gone, or leaves too much unread, it is lost.
     *
     * @param args what JSON can say
     */
    void emit(String event, Object... args);

    /** Ends the connection. The client tries to come back by itself. */
    void drop();

    /** Disconnects the client, which then does not come back by itself. */
    void close();
}
