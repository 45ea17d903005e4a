package ghosthunter.hub.socketio;

import java.util.List;

/** Types of packets, of both protocols, travel as the digit of their place. Pure. */
final class TypeDigit {
    private TypeDigit() {}

    /** @param types all, in the order of their digits */
    static <T> char of(List<T> types, T type) {
        return (char) ('0' + types.indexOf(type));
    }

    /**
     * The type with which a packet begins.
     *
     * @param types all, in the order of their digits
     * @throws IllegalArgumentException if it begins with none
     */
    static <T> T typeOf(List<T> types, String text) {
        int place = text.isEmpty() ? -1 : text.charAt(0) - '0';
        if (place < 0 || place >= types.size()) {
            throw new IllegalArgumentException("this begins with no type of packet");
        }
        return types.get(place);
    }
}
