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

    /** The types, each with the character that it travels as. */
    enum Type {
        OPEN('0'),
        CLOSE('1'),
        PING('2'),
        PONG('3'),
        MESSAGE('4'),
        UPGRADE('5'),
        NOOP('6');

        private static final List<Type> ALL = List.of(values());

        private final char sign;

        Type(char sign) {
            this.sign = sign;
        }

        /** @throws IllegalArgumentException if the text begins with none */
        static Type of(String text) {
            return ALL.stream()
                    .filter(type -> !text.isEmpty() && text.charAt(0) == type.sign)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("this begins with no type of packet"));
        }
    }

    static EnginePacket of(Type type) {
        return new EnginePacket(type, "");
    }

    /** @throws IllegalArgumentException if it is none */
    static EnginePacket decode(String text) {
        return new EnginePacket(Type.of(text), text.substring(1));
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
        return type.sign + data;
    }
}
