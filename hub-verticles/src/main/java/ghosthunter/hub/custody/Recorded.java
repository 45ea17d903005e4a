package ghosthunter.hub.custody;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.time.ClockState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of a package as the ledger holds it.
 *
 * @param occurredAt hub time as it was placed when the change arrived
 * @param occurredErrorMs half the width of that interval
 * @param aside why it is no part of the package's row, in words, or null where it is
 * @param sent how it came, or null where the evidence is missing
 */
record Recorded(
        Custody.LedgerRef ref,
        Change change,
        Instant receivedAt,
        Instant recordedAt,
        Instant occurredAt,
        long occurredErrorMs,
        ClockState clockState,
        @Nullable String aside,
        @Nullable Sent sent) {

    /**
     * The exchange that brought it.
     *
     * @param statement what the device signed, or null where the client does not sign
     * @param dialect the dialect of such a client
     * @param attempt how often it was sent before
     * @param verifiedAt hub time when the device had verified a receipt that covers it, or null as long as it has not told
     */
    record Sent(
            @Nullable Statement statement,
            @Nullable String dialect,
            long attempt,
            @Nullable Instant verifiedAt,
            long verifiedErrorMs) {}
}
