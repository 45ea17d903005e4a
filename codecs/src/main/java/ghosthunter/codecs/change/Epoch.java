package ghosthunter.codecs.change;

import java.util.UUID;

/**
 * One incarnation of a device's store, made when the database file is created.
 *
 * @param id a UUIDv7; its time is the device's wall clock and therefore never used as an order
 */
public record Epoch(UUID id) implements Comparable<Epoch> {
    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is not a UUID in its canonical lower-case form
     */
    public static Epoch parse(String text) {
        UUID id = UUID.fromString(text);
        if (!id.toString().equals(text)) {
            throw new IllegalArgumentException("epoch must be a UUID in canonical lower-case form");
        }
        return new Epoch(id);
    }

    /** The order of the bytes, which is also Postgres's order of {@code uuid}; {@code UUID.compareTo} is signed. */
    @Override
    public int compareTo(Epoch other) {
        int high = Long.compareUnsigned(id.getMostSignificantBits(), other.id.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(id.getLeastSignificantBits(), other.id.getLeastSignificantBits());
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
