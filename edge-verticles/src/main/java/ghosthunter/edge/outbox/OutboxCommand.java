package ghosthunter.edge.outbox;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.exchange.Down;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.locker.DoorResult;
import ghosthunter.codecs.time.ClockSample;
import ghosthunter.codecs.time.Moment;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be asked of the outbox. Each is one SQLite transaction. Immutable; travels on the event bus as it is. */
public sealed interface OutboxCommand {
    /** Calls the method of the case that this is. */
    <R> R fold(Cases<R> cases);

    /** One method per command. */
    interface Cases<R> {
        R dropOff(DropOff command);

        R pickUp(PickUp command);

        R listPackages(ListPackages command);

        R showCustody(ShowCustody command);

        R showStatus(ShowStatus command);

        R writeEntity(WriteEntity command);

        R showEntity(ShowEntity command);

        R listEntities(ListEntities command);

        R prepare(Prepare command);

        R attemptFailed(AttemptFailed command);

        R settle(Settle command);

        R applyPull(ApplyPull command);

        R resume(Resume command);

        R takeCommand(TakeCommand command);

        R useCode(UseCode command);

        R endOpening(EndOpening command);

        R adopt(Adopt command);

        R importLegacy(Import command);

        R announce(Announce command);
    }

    /**
     * The door closed on a package. Answer: {@link OutboxReply.Recorded}. Fails with a problem {@code conflict} when the
     * tracking id is there already, {@code storage-full} when the disk is.
     *
     * @param idempotencyKey repeats of the same request get the first answer; null only from the command line
     * @param closed when the door closed
     */
    record DropOff(
            String trackingId,
            @Nullable String compartment,
            @Nullable String idempotencyKey,
            Moment closed) implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.dropOff(this);
        }
    }

    /**
     * The package was taken out. Answer: {@link OutboxReply.Recorded}. Fails with {@code not-found} or {@code conflict}.
     *
     * @param taken when it was
     */
    record PickUp(String trackingId, @Nullable String idempotencyKey, Moment taken) implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.pickUp(this);
        }
    }

    /** The packages, newest first. Answer: {@link OutboxReply.Packages}. */
    record ListPackages(boolean pendingOnly, int countMax) implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.listPackages(this);
        }
    }

    /** The history of one package as this device knows it. Answer: {@link OutboxReply.Custody}; {@code not-found}. */
    record ShowCustody(String trackingId) implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.showCustody(this);
        }
    }

    /** Answer: {@link OutboxReply.Status}. */
    record ShowStatus() implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.showStatus(this);
        }
    }

    /**
     * A program of this machine writes to an entity: the mirror shows it at once, and a change of it goes to the hub. Answer:
     * {@link OutboxReply.EntityWritten}. Fails with {@code invalid-request} where the catalog does not allow it,
     * {@code not-found} where there is nothing to patch or delete, {@code conflict}, {@code storage-full}.
     *
     * @param idempotencyKey repeats of the same request get the first answer
     * @param written when the request came
     */
    record WriteEntity(String type, String key, EntityEdit edit, String idempotencyKey, Moment written)
            implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.writeEntity(this);
        }
    }

    /** One entity as this device shows it. Answer: {@link OutboxReply.Entity}; {@code not-found}. */
    record ShowEntity(String type, String key) implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.showEntity(this);
        }
    }

    /**
     * The entities of a type in the order of their keys. Answer: {@link OutboxReply.Entities}.
     *
     * @param afterKey only those behind it; empty: from the first
     * @param countMax how many at most; fewer when they are large
     */
    record ListEntities(String type, String afterKey, int countMax) implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.listEntities(this);
        }
    }

    /**
     * Opens an exchange: takes the next exchange number (persisted before it is told) and what there is to send, per lane in
     * order, most urgent lane first, within the limits; counts the attempt on each change. Answer:
     * {@link OutboxReply.Prepared}.
     *
     * @param limits of the whole exchange; the caller makes them smaller after a cut upload
     * @param lanes whose changes are sent; of the others only the acknowledged head is stated
     * @param backgroundMax changes of the background; what is on the air cannot be called back, and a critical change waits for it
     */
    record Prepare(ExchangeLimits limits, Set<Lane> lanes, int backgroundMax) implements OutboxCommand {
        /** So many changes of the background go in any case, however slow the link is and however much waits behind. */
        public static final int BACKGROUND_MIN = 32;

        public Prepare {
            lanes = Set.copyOf(lanes);
        }

        /** Of all lanes. */
        public Prepare(ExchangeLimits limits) {
            this(limits, Set.of(Lane.values()), BACKGROUND_MIN);
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.prepare(this);
        }
    }

    /**
     * An exchange got no receipt. Answer: {@link OutboxReply.Done}.
     *
     * @param exchange its number
     * @param reason one short sentence, kept for custody
     */
    record AttemptFailed(long exchange, String reason) implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.attemptFailed(this);
        }
    }

    /**
     * A receipt whose signature, hub, device, epoch, exchange and statement hash the caller has verified. The outbox compares
     * its heads with its own chain and acknowledges, rewinds, or opens a new epoch. Answer: {@link OutboxReply.Settled}.
     *
     * @param receiptHash SHA-256 of the receipt's JWS text
     * @param sample the completed clock sample of the exchange, told to the hub in the next statement
     * @param verified when the caller had verified it
     */
    record Settle(Receipt receipt, Hash receiptHash, ClockSample sample, Moment verified) implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.settle(this);
        }
    }

    /**
     * What followed a receipt that was settled. It is applied together with its cursor, or not at all. Answer:
     * {@link OutboxReply.Pulled}. Fails with {@code malformed-body} where the hub signed what this version cannot read.
     *
     * @param epoch of the receipt
     * @param from the cursor of the statement; where the device stands elsewhere by now, nothing changes
     * @param lines what followed line 1 of the answer, whole or cut; nobody writes to it any more
     * @param heard the clock sample of the exchange: by it the life of a command is counted
     */
    record ApplyPull(Epoch epoch, @Nullable String from, Down down, Buffer lines, ClockSample heard)
            implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.applyPull(this);
        }
    }

    /**
     * Whoever opens doors has started: what began before and has no end is {@code unknown}. Answer: {@link OutboxReply.Resumed}.
     */
    record Resume(Moment now) implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.resume(this);
        }
    }

    /**
     * The next command of the centre. What makes it stale or keeps it from being begun ends it; settings are set; a door that is
     * to be opened stands as started. Answer: {@link OutboxReply.Taken}.
     *
     * @param hasDoors whether the caller can open one
     */
    record TakeCommand(boolean hasDoors, Moment now) implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.takeCommand(this);
        }
    }

    /**
     * Somebody typed a pick-up code. The try is recorded, right or wrong, and the door stands as started where it was right.
     * Answer: {@link OutboxReply.CodeTried}. Fails with {@code not-found} or {@code conflict} where there is nothing to take out.
     *
     * @param trackingId whose code it is; or null
     * @param compartment where it is typed, if {@code trackingId} is null
     * @param idempotencyKey a repeat of the same request gets the answer of the first, once that has one
     */
    record UseCode(
            @Nullable String trackingId, @Nullable String compartment, String code, String idempotencyKey, Moment now)
            implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.useCode(this);
        }

        /** Without the code: this gets into logs. */
        @Override
        public String toString() {
            return "UseCode[trackingId=" + trackingId + ", compartment=" + compartment + "]";
        }
    }

    /** The door has answered, or will not. Answer: {@link OutboxReply.Ended}. */
    record EndOpening(Opening opening, DoorResult result, Moment now) implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.endOpening(this);
        }
    }

    /**
     * The identity that enrollment gave. When it differs from the one the chains are bound to, every retained change is
     * chained anew in a new epoch. Answer: {@link OutboxReply.Done}.
     */
    record Adopt(DeviceRef device) implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.adopt(this);
        }
    }

    /**
     * Rows of the old locker's database. Those that are there already are passed over. Answer: {@link OutboxReply.Imported}.
     */
    record Import(List<LegacyPackage> packages) implements OutboxCommand {
        public Import {
            packages = List.copyOf(packages);
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.importLegacy(this);
        }
    }

    /**
     * The local API listens: the lock file tells its port, so that commands on the same machine find the daemon. Answer:
     * {@link OutboxReply.Done}.
     */
    record Announce(int apiPort) implements OutboxCommand {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.announce(this);
        }
    }

    /**
     * One row of the old table.
     *
     * @param pending whether the old server never acknowledged it: only then it becomes a change
     */
    record LegacyPackage(String trackingId, Instant droppedOffAt, boolean pending) {}
}
