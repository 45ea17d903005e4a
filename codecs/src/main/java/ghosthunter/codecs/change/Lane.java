package ghosthunter.codecs.change;

import java.util.Locale;

/** An ordering class. Each lane is strictly ordered in itself and independent of the others; declared most urgent first. */
public enum Lane {
    CRITICAL(10),
    HIGH(8),
    MEDIUM(5),
    LOW(3),
    BACKGROUND(1);

    private final int weight;
    private final String wire;

    Lane(int weight) {
        this.weight = weight;
        this.wire = name().toLowerCase(Locale.ROOT);
    }

    /** The lane's number in the ledger and its weight when lanes compete: 10, 8, 5, 3 or 1. */
    public int weight() {
        return weight;
    }

    /** The name in the wire format and in the chain's first hash: lower case. */
    public String wire() {
        return wire;
    }

    /**
     * Reads the wire name.
     *
     * @throws IllegalArgumentException if there is no such lane
     */
    public static Lane ofWire(String wire) {
        for (Lane lane : values()) {
            if (lane.wire.equals(wire)) {
                return lane;
            }
        }
        throw new IllegalArgumentException("unknown lane '" + wire + "'");
    }

    /**
     * Reads the ledger's number.
     *
     * @throws IllegalArgumentException if there is no such lane
     */
    public static Lane ofWeight(int weight) {
        for (Lane lane : values()) {
            if (lane.weight == weight) {
                return lane;
            }
        }
        throw new IllegalArgumentException("unknown lane weight " + weight);
    }
}
