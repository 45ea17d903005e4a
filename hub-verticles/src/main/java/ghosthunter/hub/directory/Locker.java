package ghosthunter.hub.directory;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.Epoch;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One locker in full.
 *
 * @param epoch the epoch of its last exchange, or null before the first
 * @param chains the chains that the ledger holds, newest epoch first, most urgent lane first
 * @param keys every key that it ever had, newest first
 * @param findings the open ones, newest first, at most {@link Directory#FINDINGS_MAX}; gaps are among them
 */
public record Locker(
        LockerSummary summary,
        @Nullable Epoch epoch,
        List<ChainState> chains,
        List<KeyState> keys,
        List<Finding> findings) {
    public Locker {
        chains = List.copyOf(chains);
        keys = List.copyOf(keys);
        findings = List.copyOf(findings);
    }

    /**
     * One chain.
     *
     * @param safeSeq up to here every backup inside the restore horizon holds it
     */
    public record ChainState(Epoch epoch, Head head, long safeSeq) {}

    /**
     * One key.
     *
     * @param confirmedAt when it signed its first exchange or spent a token, or null while it is the next one
     * @param retiredAt since when another is in its place, or null
     * @param revokedAt since when it is shut out, or null
     * @param admittedUntil until when what it signs is recorded as untrusted evidence, or null
     */
    public record KeyState(
            String kid,
            Instant enrolledAt,
            @Nullable Instant confirmedAt,
            @Nullable Instant retiredAt,
            @Nullable Instant revokedAt,
            @Nullable Instant admittedUntil) {}

    /**
     * What an operator must see.
     *
     * @param kind such as {@code gap} or {@code fork}
     * @param subject what exactly: a tracking id, an epoch and lane, a change id
     * @param detail what is known of it
     * @param count how often it was found
     */
    public record Finding(String kind, String subject, JsonObject detail, long count, Instant firstAt, Instant lastAt) {
        public Finding {
            detail = detail.copy();
        }

        /** A copy. */
        @Override
        public JsonObject detail() {
            return detail.copy();
        }
    }
}
