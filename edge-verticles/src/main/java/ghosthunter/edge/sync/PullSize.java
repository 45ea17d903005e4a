package ghosthunter.edge.sync;

import ghosthunter.edge.outbox.OutboxReply.Pulled;

/**
 * How many bytes one exchange pulls: halved when the lines did not arrive whole, so that a bad link makes progress too; doubled
 * again when they did.
 */
final class PullSize {
    /** Below this the receipt is larger than what follows it. */
    private static final long BYTES_MIN = 1_024;

    private final long bytesMax;
    private long bytes;

    /** @param bytesMax 0 where this device pulls nothing */
    PullSize(long bytesMax) {
        this.bytesMax = bytesMax;
        this.bytes = bytesMax;
    }

    long bytes() {
        return bytes;
    }

    void came(Pulled pulled) {
        if (!pulled.applied()) {
            bytes = Math.min(bytesMax, Math.max(BYTES_MIN, bytes / 2));
        } else if (pulled.lines() > 0) {
            bytes = Math.min(bytesMax, 2 * bytes);
        }
    }
}
