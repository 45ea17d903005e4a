package ghosthunter.edge.trigger;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How a device hears that it shall sync. */
public enum StreamMode {
    /** Not at all: it comes by its own plan, and its radio sleeps in between. */
    OFF,
    /** By an answer that never ends. */
    SSE,
    /** By a WebSocket. */
    WEBSOCKET;

    /** The word in the settings. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All words. */
    public static List<String> words() {
        return Stream.of(values()).map(StreamMode::wire).toList();
    }

    /** Reads one of {@link #words}. */
    public static StreamMode ofWire(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
