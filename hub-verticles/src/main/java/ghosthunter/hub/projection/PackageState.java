package ghosthunter.hub.projection;

import ghosthunter.codecs.entity.PackageFact.DropOff;
import ghosthunter.codecs.entity.PackageFact.PickUp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The life of a package at the hub. Pure.
 *
 * <pre>
 *   Absent --drop-off--> Stored --pick-up--> PickedUp
 *                        |    ^              |      ^
 *                        +----+ repeated     +------+ repeated drop-off
 * </pre>
 *
 * <p>A repeated drop-off of the same locker moves only what it says of its attempts. Whatever another locker says of the
 * package leaves the row alone.
 */
public sealed interface PackageState {
    /** A drop-off was recorded. */
    Step<PackageState> dropOff(DropOff fact, Circumstance circumstance);

    /** A pick-up was recorded. */
    Step<PackageState> pickUp(PickUp fact, Circumstance circumstance);

    /** The row, unless there is none. */
    Optional<PackageRow> row();

    /** The state of a stored row, or of none. */
    static PackageState of(@Nullable PackageRow row) {
        if (row == null) {
            return new Absent();
        }
        return row.status().equals(PackageRow.PICKED_UP) ? new PickedUp(row) : new Stored(row);
    }

    /** Nobody dropped it off yet. */
    record Absent() implements PackageState {
        @Override
        public Step<PackageState> dropOff(DropOff fact, Circumstance c) {
            return new Step.Moved<>(new Stored(new PackageRow(
                    c.device().tenant(),
                    fact.trackingId(),
                    c.device().device().value(),
                    PackageRow.SYNCED,
                    micros(fact.droppedOffAt()),
                    attemptAt(fact, c),
                    c.receivedAt(),
                    attempt(fact, c),
                    fact.compartment(),
                    null,
                    c.occurred())));
        }

        @Override
        public Step<PackageState> pickUp(PickUp fact, Circumstance c) {
            return new Step.Impossible<>("no drop-off of this package is known", true);
        }

        @Override
        public Optional<PackageRow> row() {
            return Optional.empty();
        }
    }

    /** It lies in a locker. */
    record Stored(PackageRow present) implements PackageState {
        @Override
        public Step<PackageState> dropOff(DropOff fact, Circumstance c) {
            return isElsewhere(present, c)
                    ? elsewhere(present)
                    : new Step.Moved<>(
                            new Stored(present.attempted(attemptAt(fact, c), attempt(fact, c), PackageRow.SYNCED)));
        }

        @Override
        public Step<PackageState> pickUp(PickUp fact, Circumstance c) {
            return isElsewhere(present, c)
                    ? elsewhere(present)
                    : new Step.Moved<>(new PickedUp(present.pickedUp(micros(fact.pickedUpAt()))));
        }

        @Override
        public Optional<PackageRow> row() {
            return Optional.of(present);
        }
    }

    /** It was taken out. */
    record PickedUp(PackageRow present) implements PackageState {
        @Override
        public Step<PackageState> dropOff(DropOff fact, Circumstance c) {
            if (isElsewhere(present, c)) {
                return elsewhere(present);
            }
            if (!micros(fact.droppedOffAt()).equals(present.droppedOffAt())) {
                return new Step.Impossible<>("the package was dropped off again after it was picked up", false);
            }
            return new Step.Moved<>(
                    new PickedUp(present.attempted(attemptAt(fact, c), attempt(fact, c), PackageRow.PICKED_UP)));
        }

        @Override
        public Step<PackageState> pickUp(PickUp fact, Circumstance c) {
            return isElsewhere(present, c)
                    ? elsewhere(present)
                    : new Step.Impossible<>("the package was picked up before", false);
        }

        @Override
        public Optional<PackageRow> row() {
            return Optional.of(present);
        }
    }

    private static boolean isElsewhere(PackageRow row, Circumstance c) {
        return !row.lockerId().equals(c.device().device().value());
    }

    private static Step<PackageState> elsewhere(PackageRow row) {
        return new Step.Elsewhere<>(row.lockerId());
    }

    private static @Nullable Instant attemptAt(DropOff fact, Circumstance c) {
        Instant at = fact.attemptAt() == null ? c.attemptAt() : fact.attemptAt();
        return at == null ? null : micros(at);
    }

    private static long attempt(DropOff fact, Circumstance c) {
        return fact.attemptAt() == null ? Math.max(fact.attempt(), c.attempt()) : fact.attempt();
    }

    /** What a {@code timestamptz} can hold. */
    private static Instant micros(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS);
    }
}
