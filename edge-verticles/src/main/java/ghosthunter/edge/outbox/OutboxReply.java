package ghosthunter.edge.outbox;

import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.locker.CentreSettings;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.time.ClockSample;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the outbox answers. Immutable; travels on the event bus as it is. */
public sealed interface OutboxReply {
    /** It was refused, and nothing of it has happened. {@link OutboxClient} turns it into a failed future. */
    record Refused(Problem problem) implements OutboxReply {}

    /** Done, and there is nothing to tell. */
    record Done() implements OutboxReply {}

    /**
     * A drop-off or pick-up is durable in SQLite.
     *
     * @param repeated whether this is the first answer once more
     */
    record Recorded(PackageRow row, boolean repeated) implements OutboxReply {}

    /**
     * One row of the package table.
     *
     * @param status {@code pending} or {@code synced}
     * @param dropOffTimestamp the wall clock when the door closed
     * @param syncAttemptCount how often it was sent
     * @param recordedAt the wall clock when SQLite had it
     * @param syncedAt the wall clock when the newest receipt of it was verified
     */
    record PackageRow(
            long id,
            String trackingId,
            String lockerId,
            String status,
            @Nullable String compartment,
            Instant dropOffTimestamp,
            long syncAttemptCount,
            @Nullable Instant lastSyncAttempt,
            @Nullable Instant pickedUpAt,
            Instant recordedAt,
            @Nullable Instant syncedAt) {
        /** One that was just dropped off. Times are kept to the millisecond. */
        static PackageRow added(
                long id,
                String trackingId,
                DeviceId locker,
                @Nullable String compartment,
                Instant droppedOffAt,
                Instant recordedAt) {
            return new PackageRow(
                    id,
                    trackingId,
                    locker.value(),
                    "pending",
                    compartment,
                    droppedOffAt.truncatedTo(ChronoUnit.MILLIS),
                    0,
                    null,
                    null,
                    recordedAt.truncatedTo(ChronoUnit.MILLIS),
                    null);
        }
    }

    /**
     * How many packages there are.
     *
     * @param pending those of which a change waits for its acknowledgement
     */
    record PackageCount(long total, long pending) {}

    /**
     * How many entities of one type there are.
     *
     * @param total those that are there
     * @param synced those of them of which nothing is pending
     * @param pending those, deleted ones included, of which a change waits for its acknowledgement
     */
    record EntityCount(String type, long total, long synced, long pending) {}

    /**
     * A write to an entity is durable in SQLite.
     *
     * @param answerJson what the caller is told: the same text for every repeat
     * @param lane in which its change waits
     * @param repeated whether this is the first answer once more
     */
    record EntityWritten(String answerJson, Lane lane, boolean repeated) implements OutboxReply {}

    /** One entity that is there. */
    record Entity(EntityRow row) implements OutboxReply {}

    /**
     * A page of a type, in the order of keys.
     *
     * @param after where the next page begins, or null: this was the last
     */
    record Entities(List<EntityRow> rows, @Nullable String after) implements OutboxReply {
        public Entities {
            rows = List.copyOf(rows);
        }
    }

    /**
     * What became of the lines behind a receipt.
     *
     * @param applied whether they and their cursor are in the store; else bytes were missing, or they came too late
     * @param lines how many they are
     * @param more whether the hub has more
     */
    record Pulled(boolean applied, long lines, boolean more) implements OutboxReply {
        /** Nothing followed. */
        public static final Pulled NOTHING = new Pulled(true, 0, false);

        /** Whether to come again for the rest. */
        public boolean again() {
            return more || !applied;
        }
    }

    /**
     * Whoever opens doors may begin.
     *
     * @param settings those of the centre, which stand over the file's
     * @param unknown openings of which nobody knows how they ended
     */
    record Resumed(CentreSettings settings, long unknown) implements OutboxReply {}

    /**
     * A command of the centre.
     *
     * @param found whether there was one; it has ended unless there is an opening
     * @param opening the door to open, or null
     * @param settings those that hold from now on, or null
     */
    record Taken(
            boolean found,
            @Nullable Opening opening,
            @Nullable CentreSettings settings) implements OutboxReply {
        static final Taken NOTHING = new Taken(false, null, null);
        static final Taken ENDED = new Taken(true, null, null);

        static Taken open(Opening opening) {
            return new Taken(true, opening, null);
        }

        static Taken set(CentreSettings settings) {
            return new Taken(true, null, settings);
        }
    }

    /**
     * What a code is good for: one of three.
     *
     * @param opening the door to open
     * @param answerJson the answer of the first request, which this one repeats
     * @param refusal why not
     */
    record CodeTried(
            @Nullable Opening opening,
            @Nullable String answerJson,
            @Nullable Problem refusal) implements OutboxReply {
        static CodeTried open(Opening opening) {
            return new CodeTried(opening, null, null);
        }

        static CodeTried again(String answerJson) {
            return new CodeTried(null, answerJson, null);
        }

        static CodeTried refused(Problem refusal) {
            return new CodeTried(null, null, refusal);
        }
    }

    /** How an opening ended is durable in SQLite; the answer to who asked for it. */
    record Ended(String answerJson) implements OutboxReply {}

    /** Newest first. */
    record Packages(List<PackageRow> rows) implements OutboxReply {
        public Packages {
            rows = List.copyOf(rows);
        }
    }

    /** The history of one package, oldest step first. */
    record Custody(PackageRow row, List<CustodyStep> steps) implements OutboxReply {
        public Custody {
            steps = List.copyOf(steps);
        }
    }

    /**
     * One step.
     *
     * @param step {@code door-closed}, {@code recorded}, {@code attempt}, {@code receipt-verified}, {@code picked-up}
     * @param detail one sentence, may be empty
     */
    record CustodyStep(String step, Instant at, String detail) {}

    /**
     * The state of the store.
     *
     * @param exchange the number of the newest exchange
     * @param recorded changes that were ever recorded, the declarations of epochs included
     * @param pending changes without an acknowledgement
     * @param entities per type that this device holds
     * @param lastFailure the newest attempt to send changes, if it brought no receipt
     * @param epochs the current epoch first
     */
    record Status(
            DeviceRef device,
            Epoch epoch,
            long exchange,
            long recorded,
            long pending,
            PackageCount packages,
            List<EntityCount> entities,
            @Nullable Instant lastReceiptAt,
            @Nullable FailedAttempt lastFailure,
            List<Statement.EpochHeads> epochs)
            implements OutboxReply {
        public Status {
            entities = List.copyOf(entities);
            epochs = List.copyOf(epochs);
        }
    }

    /**
     * An attempt without a receipt.
     *
     * @param reason one sentence
     */
    record FailedAttempt(Instant at, String reason) {}

    /**
     * What an exchange sends. The statement is made of it; clock and telemetry are the caller's.
     *
     * @param runs one per lane of the epoch that has a change, possibly empty; {@code attempts} has the same order
     * @param attempts how often the first change of each run was sent before
     * @param pending changes without an acknowledgement, those sent now included
     * @param held those of them that are in lanes which were not asked for
     * @param waiting those of them that are not sent now, by type; empty where too many are
     * @param cursor where the next pull goes on, or null: everything is to be read
     */
    record Prepared(
            DeviceRef device,
            Epoch epoch,
            long exchange,
            List<Statement.EpochHeads> epochs,
            List<Run> runs,
            List<Long> attempts,
            List<ClockSample> samples,
            Statement.@Nullable Verified verified,
            long pending,
            long held,
            Map<String, Long> waiting,
            @Nullable String cursor)
            implements OutboxReply {
        public Prepared {
            epochs = List.copyOf(epochs);
            runs = List.copyOf(runs);
            attempts = List.copyOf(attempts);
            samples = List.copyOf(samples);
            waiting = Map.copyOf(waiting);
        }
    }

    /**
     * What a receipt did.
     *
     * @param synced tracking ids of packages that have become synced
     * @param pending changes still without an acknowledgement
     * @param pendingLanes the lanes that these are in
     * @param rewound whether the hub asked for something again: sync once more soon
     * @param newEpoch the epoch that was opened, or null
     */
    record Settled(
            List<String> synced,
            long pending,
            List<Lane> pendingLanes,
            boolean rewound,
            @Nullable Epoch newEpoch) implements OutboxReply {
        public Settled {
            synced = List.copyOf(synced);
            pendingLanes = List.copyOf(pendingLanes);
        }
    }

    /** How many rows came over, how many of them as changes, how many were there already. */
    record Imported(long rows, long changes, long known) implements OutboxReply {}
}
