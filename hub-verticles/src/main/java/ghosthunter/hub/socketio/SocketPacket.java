package ghosthunter.hub.socketio;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A packet of Socket.IO, as it travels in a message of Engine.IO: {@code <type>[<namespace>,][<id>][JSON]}.
 *
 * @param id by which an event is acknowledged; null: it is not
 * @param data what the type wants: an object, an array or nothing. Of a packet with binary attachments nothing behind the type
 *     is read
 * @see <a href="https://socket.io/docs/v4/socket-io-protocol/#packet-encoding">Socket.IO protocol, revision 5: Packet
 *     encoding</a>
 */
record SocketPacket(
        Type type,
        String namespace,
        @Nullable Long id,
        @Nullable Object data) {
    /** The only namespace there is. */
    static final String MAIN = "/";

    private static final int ID_DIGITS_MAX = 15;

    /** The names that mean something to the libraries themselves. */
    private static final Set<String> RESERVED =
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    private static final List<Type> TYPES = List.of(Type.values());

    /** The types, in the order of their digits. */
    enum Type {
        CONNECT,
        DISCONNECT,
        EVENT,
        ACK,
        CONNECT_ERROR,
        BINARY_EVENT,
        BINARY_ACK;

        boolean isBinary() {
            return this == BINARY_EVENT || this == BINARY_ACK;
        }
    }

    /** Of the main namespace. */
    static SocketPacket of(Type type, @Nullable Object data) {
        return new SocketPacket(type, MAIN, null, data);
    }

    /** The answer to an event. */
    static SocketPacket ack(long id, JsonArray args) {
        return new SocketPacket(Type.ACK, MAIN, id, args);
    }

    /** @throws IllegalArgumentException if it is none */
    static SocketPacket decode(String text) {
        Type type = TypeDigit.typeOf(TYPES, text);
        if (type.isBinary()) {
            return of(type, null);
        }
        String namespace = MAIN;
        int at = 1;
        if (text.startsWith(MAIN, at)) {
            int comma = text.indexOf(',', at);
            namespace = text.substring(at, comma < 0 ? text.length() : comma);
            at = comma < 0 ? text.length() : comma + 1;
        }
        int digits = at;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        return new SocketPacket(type, namespace, id(text.substring(at, digits)), data(type, text.substring(digits)));
    }

    private static @Nullable Long id(String digits) {
        if (digits.length() > ID_DIGITS_MAX) {
            throw new IllegalArgumentException("the id has more than " + ID_DIGITS_MAX + " digits");
        }
        return digits.isEmpty() ? null : Long.valueOf(digits);
    }

    private static @Nullable Object data(Type type, String json) {
        Object data = json.isEmpty() ? null : parsed(json);
        boolean valid = switch (type) {
            case CONNECT -> json.isEmpty() || data instanceof JsonObject;
            case DISCONNECT -> json.isEmpty();
            case EVENT -> data instanceof JsonArray event && isNamed(event);
            case ACK -> data instanceof JsonArray;
            case CONNECT_ERROR -> data instanceof JsonObject || data instanceof String;
            case BINARY_EVENT, BINARY_ACK -> false;
        };
        if (!valid) {
            throw new IllegalArgumentException("this is not the data of " + type);
        }
        return data;
    }

    private static @Nullable Object parsed(String json) {
        try {
            return Json.decodeValue(json);
        } catch (DecodeException e) {
            throw new IllegalArgumentException("the data are not JSON", e);
        }
    }

    private static boolean isNamed(JsonArray event) {
        Object name = event.isEmpty() ? null : event.getValue(0);
        return name instanceof Number || (name instanceof String text && !RESERVED.contains(text));
    }

    String encode() {
        return TypeDigit.of(TYPES, type)
                + (namespace.equals(MAIN) ? "" : namespace + ",")
                + (id == null ? "" : id.toString())
                + (data == null ? "" : Json.encode(data));
    }
}
