package ghosthunter.hub.ledger;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.id.Hash;
import ghosthunter.hub.projection.Occurred;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of the ledger and of what stands around it; V001__ledger.sql explains each column. */
public final class Row {
    private Row() {}

    /** A row of {@code device}. */
    public record Device(
            DeviceRef device,
            @Nullable Epoch epoch,
            @Nullable Epoch unsignedEpoch,
            @Nullable Instant lastSeenAt,
            long pending,
            @Nullable Long batteryPct,
            Map<String, Long> waiting,
            long forks,
            String kind) {
        public Device {
            waiting = Map.copyOf(waiting);
        }

        /** What a device is that nobody said anything of. */
        static final String KIND = "locker";

        /** A device of which nothing is known but that it exists. */
        public static Device created(DeviceRef device) {
            return new Device(device, null, null, null, 0, null, Map.of(), 0, kindOf(device));
        }

        /** What a device is that a client who does not sign, or the centre, speaks of. */
        static String kindOf(DeviceRef device) {
            return device.device().equals(Centre.DEVICE) ? Centre.KIND : KIND;
        }

        Device forkedAgain() {
            return new Device(device, epoch, unsignedEpoch, lastSeenAt, pending, batteryPct, waiting, forks + 1, kind);
        }

        Device unsigned(Epoch made, Instant seenAt) {
            Instant latest = lastSeenAt == null || seenAt.isAfter(lastSeenAt) ? seenAt : lastSeenAt;
            return new Device(device, epoch, made, latest, pending, batteryPct, waiting, forks, kind);
        }
    }

    /** A row of {@code device_epoch}. */
    public record OfEpoch(
            Key.OfEpoch key, Instant firstSeenAt, long lastExchange, long verifiedExchange, boolean forked) {
        OfEpoch exchanged(long exchange) {
            return new OfEpoch(key, firstSeenAt, Math.max(lastExchange, exchange), verifiedExchange, forked);
        }

        OfEpoch verified(long exchange) {
            return new OfEpoch(key, firstSeenAt, lastExchange, exchange, forked);
        }

        OfEpoch asForked() {
            return new OfEpoch(key, firstSeenAt, lastExchange, verifiedExchange, true);
        }
    }

    /** A row of {@code chain_head}. */
    public record ChainHead(
            Key.Chain chain,
            long seq,
            Hash hash,
            long safeSeq,
            long nextSafeSeq,
            Instant nextSafeAt,
            @Nullable Long gapFrom) {
        Head head() {
            return new Head(chain.lane(), seq, hash);
        }

        ChainHead at(Head head) {
            return new ChainHead(chain, head.seq(), head.hash(), safeSeq, nextSafeSeq, nextSafeAt, gapFrom);
        }

        ChainHead gap(@Nullable Long from) {
            return new ChainHead(chain, seq, hash, safeSeq, nextSafeSeq, nextSafeAt, from);
        }

        /** For an operator who never restores: what is durable is safe. */
        ChainHead allSafe() {
            return new ChainHead(chain, seq, hash, seq, seq, nextSafeAt, gapFrom);
        }

        LaneReceipt receipt(Verdict verdict) {
            return new LaneReceipt(verdict, head(), safeSeq);
        }

        /**
         * Moves what is safe on, when the time has come. Call it before the head moves: what is committed now is in every
         * backup that is taken from now on.
         */
        ChainHead rotated(Instant now, long horizonMs) {
            return now.isBefore(nextSafeAt)
                    ? this
                    : new ChainHead(chain, seq, hash, nextSafeSeq, seq, now.plusMillis(horizonMs), gapFrom);
        }
    }

    /** A row of {@code ledger}. */
    public record Entry(
            Key.Entry key,
            Line line,
            Hash hash,
            UUID changeId,
            @Nullable Integer variant,
            @Nullable String type,
            @Nullable String entityKey,
            @Nullable String op,
            @Nullable Instant at,
            @Nullable Long hlc,
            Occurred occurred,
            long exchange,
            Instant receivedAt,
            Instant recordedAt) {}

    /** The first or a further content of a change id. */
    public record Variant(int number, Hash digest) {}

    /** What an exchange appended to one lane. */
    public record Appended(Lane lane, long from, long to, long attempt) {}

    /** A row of {@code evidence}, still without its last three columns. */
    public record Evidence(
            Key.OfEpoch epoch,
            long exchange,
            Hash statementHash,
            @Nullable String statement,
            @Nullable String dialect,
            long coveredFrom,
            List<Appended> lanes,
            Instant receivedAt,
            Instant recordedAt) {
        public Evidence {
            lanes = List.copyOf(lanes);
        }
    }

    /** What a device says of a receipt: the last three columns of the evidence that the receipt covers. */
    public record Verified(Key.OfEpoch epoch, long exchange, Hash receipt, Occurred at) {}

    /** A row of {@code quarantine}. */
    public record Quarantined(
            Key.Entry key,
            @Nullable String type,
            @Nullable String entityKey,
            String reason,
            Instant at,
            boolean untrusted) {}

    /** What waits in quarantine, with what is needed to judge it again. */
    public record Waiting(Quarantined quarantined, Line line, Occurred occurred, Instant receivedAt) {}

    /** The end of a quarantine. */
    public record Released(Key.Entry key, String as, Instant at) {}

    /** A row of {@code finding}. */
    public record Finding(Key.Finding key, String detailJson, long count, Instant firstAt, Instant lastAt) {
        Finding again(String newDetailJson, Instant at) {
            return new Finding(key, newDetailJson, count + 1, firstAt, at);
        }
    }

    /** A row of {@code fork_evidence}. */
    public record Fork(
            Key.Chain chain, long fromSeq, Hash statementHash, String statement, List<Line> lines, Instant receivedAt) {
        public Fork {
            lines = List.copyOf(lines);
        }
    }
}
