package ghosthunter.hub.socketio;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A packet of Engine.IO: one character for its type, and text. Packets with bytes ({@code b} and Base64 in a payload) are not
 * taken: whoever is here says everything in JSON.
 *
 * @param data is empty for types that carry none
 * @see <a href="https://socket.io/docs/v4/engine-io-protocol/#protocol">Engine.IO protocol, revision 4: Protocol</a>
 */
record EnginePacket(Type type, String data) {
    /** Between the packets of a payload. */
    private static final char SEPARATOR = 0x1e;

    private static final List<Type> TYPES = List.of(Type.values());

    /** The types, in the order of their digits. */
    enum Type {
        OPEN,
        CLOSE,
        PING,
        PONG,
        MESSAGE,
        UPGRADE,
        NOOP
    }

    static EnginePacket of(Type type) {
        return new EnginePacket(type, "");
    }

    /** @throws IllegalArgumentException if it is none */
    static EnginePacket decode(String text) {
        return new EnginePacket(TypeDigit.typeOf(TYPES, text), text.substring(1));
    }

    /**
     * The packets of a payload, at least one.
     *
     * @throws IllegalArgumentException if one of them is none, or there are more
     */
    static List<EnginePacket> decodePayload(String payload, int packetsMax) {
        List<EnginePacket> packets = new ArrayList<>();
        int from = 0;
        int to;
        do {
            if (packets.size() == packetsMax) {
                throw new IllegalArgumentException("the payload has more than " + packetsMax + " packets");
            }
            to = payload.indexOf(SEPARATOR, from);
            packets.add(decode(payload.substring(from, to < 0 ? payload.length() : to)));
            from = to + 1;
        } while (to >= 0);
        return packets;
    }

    static String encodePayload(List<EnginePacket> packets) {
        return packets.stream().map(EnginePacket::encode).collect(Collectors.joining(String.valueOf(SEPARATOR)));
    }

    String encode() {
        return TypeDigit.of(TYPES, type) + data;
    }
}
