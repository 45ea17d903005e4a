package ghosthunter.hub.dialect.cpos;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The other end of a connection, whoever carries it. Any thread may call it. */
interface CposSocket {
    /** Sends an event. */
    void emit(String event, JsonObject payload);

    /** Ends the connection; the other end may come back by itself. */
    void drop();

    /** Sends the other end away for good. */
    void close();

    /** The address of the other end. */
    String address();

    /** The token or API key that it connected with, or null. */
    @Nullable
    String token();
}
