package ghosthunter.hub.socketio;

/** Types of packets, of both protocols, travel as the digit of their place. Pure. */
final class TypeDigit {
    private TypeDigit() {}

    static char of(Enum<?> type) {
        return (char) ('0' + type.ordinal());
    }

    /**
     * The type with which a packet begins.
     *
     * @throws IllegalArgumentException if it begins with none
     */
    static <T extends Enum<T>> T typeOf(T[] types, String text) {
        int place = text.isEmpty() ? -1 : text.charAt(0) - '0';
        if (place < 0 || place >= types.length) {
            throw new IllegalArgumentException("this begins with no type of packet");
        }
        return types[place];
    }
}
