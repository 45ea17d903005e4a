package ghosthunter.edge.outbox;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.entity.PoisonException;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.time.Hlc;
import ghosthunter.codecs.time.Moment;
import ghosthunter.edge.outbox.DropOffTable.Ground;
import ghosthunter.edge.outbox.OutboxCommand.DropOff;
import ghosthunter.edge.outbox.OutboxCommand.LegacyPackage;
import ghosthunter.edge.outbox.OutboxCommand.PickUp;
import ghosthunter.edge.outbox.OutboxReply.Imported;
import ghosthunter.edge.outbox.OutboxReply.PackageRow;
import ghosthunter.edge.outbox.OutboxReply.Recorded;
import ghosthunter.edge.outbox.PackageTable.Asked;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Records drop-offs and pick-ups: the package row and its change. */
final class Recorder {
    private final Tables tables;

    Recorder(Tables tables) {
        this.tables = tables;
    }

    /** In a transaction of its own, at once: a door waits. */
    Future<OutboxReply> dropOff(DropOff command) {
        Hash request = request("dropoff", command.trackingId(), command.compartment());
        return tables.dropOffs().recordOn(command, ground -> {
            Asked asked = ground.asked();
            return asked == null
                    ? Future.succeededFuture(new Recorded(added(command, request, ground), false))
                    : repeat(String.valueOf(command.idempotencyKey()), request, asked);
        });
    }

    private PackageRow added(DropOff command, Hash request, Ground ground) throws SQLException {
        if (ground.isKnown()) {
            throw conflict("tracking id " + command.trackingId() + " is recorded here already");
        }
        PackageRow row = PackageRow.added(
                ground.packageId(),
                command.trackingId(),
                ground.device().device(),
                command.compartment(),
                command.closed().at(),
                tables.maker().now());
        long hlc = Hlc.next(ground.hlc(), row.recordedAt().toEpochMilli());
        Change change = valid(() -> tables.maker()
                .make(Draft.dropOff(row.trackingId(), row.compartment(), command.closed(), row.id()), hlc));
        tables.dropOffs().insert(ground, row, change, hlc, command.idempotencyKey(), request);
        return row;
    }

    Future<OutboxReply> pickUp(PickUp command) {
        Hash request = request("pickup", command.trackingId(), null);
        return once(
                command.idempotencyKey(),
                request,
                () -> tables.packages()
                        .byTrackingId(command.trackingId())
                        .map(found -> presentForPickUp(command.trackingId(), found))
                        .compose(row -> markPickedUp(row, command.taken())));
    }

    /** Adds the rows of the old locker that are not there yet; the pending ones with a change. */
    Future<OutboxReply> importLegacy(List<LegacyPackage> packages) {
        return tables.store()
                .read()
                .compose(store -> tables.chain()
                        .lane(store, tables.entities().lane(EntityTypes.PACKAGE))
                        .compose(lane -> {
                            Appending appending = new Appending(tables, store);
                            appending.startFrom(lane);
                            return importAll(packages, store, appending)
                                    .compose(counted -> appending
                                            .flush(tables.chain(), tables.store())
                                            .map(flushed -> counted));
                        }));
    }

    private Future<OutboxReply> importAll(List<LegacyPackage> packages, StoreRow store, Appending appending) {
        Future<Imported> done = Future.succeededFuture(new Imported(0, 0, 0));
        for (LegacyPackage legacy : packages) {
            done = done.compose(before -> importOne(legacy, store, appending, before));
        }
        return done.map(imported -> imported);
    }

    private Future<Imported> importOne(LegacyPackage legacy, StoreRow store, Appending appending, Imported before) {
        String status = legacy.pending() ? "pending" : "synced";
        return tables.packages()
                .insert(
                        legacy.trackingId(),
                        store.device().device(),
                        status,
                        null,
                        legacy.droppedOffAt(),
                        tables.maker().now())
                .map(inserted -> {
                    if (inserted.isEmpty()) {
                        return new Imported(before.rows(), before.changes(), before.known() + 1);
                    }
                    if (legacy.pending()) {
                        long id = inserted.get().id();
                        valid(() -> appending.add(
                                Draft.dropOff(legacy.trackingId(), null, Moment.claimed(legacy.droppedOffAt()), id)));
                    }
                    return new Imported(
                            before.rows() + 1, before.changes() + (legacy.pending() ? 1 : 0), before.known());
                });
    }

    /** A door was opened for who takes it; nothing where that was recorded already. */
    Future<Optional<PackageRow>> takeOut(String trackingId, Moment taken) {
        return tables.packages()
                .byTrackingId(trackingId)
                .map(found -> found.filter(row -> row.pickedUpAt() == null))
                .compose(present -> present.isEmpty()
                        ? Future.succeededFuture(present)
                        : markPickedUp(present.get(), taken).map(Optional::of));
    }

    private Future<PackageRow> markPickedUp(PackageRow row, Moment taken) {
        Draft draft = Draft.pickUp(row.trackingId(), taken, row.id());
        return tables.packages()
                .markPickedUp(row.id(), taken.at())
                .compose(marked -> tables.store().read())
                .compose(store -> append(store, draft))
                .compose(appended -> tables.packages().byId(row.id()));
    }

    private Future<Void> append(StoreRow store, Draft draft) {
        Appending appending = new Appending(tables, store);
        return tables.chain().lane(store, tables.entities().lane(draft.type())).compose(lane -> {
            appending.startFrom(lane);
            valid(() -> appending.add(draft));
            return appending.flush(tables.chain(), tables.store());
        });
    }

    /** Does it once per key: a repeat gets the first answer, another request under the same key is refused. */
    private Future<OutboxReply> once(@Nullable String key, Hash request, Supplier<Future<PackageRow>> first) {
        if (key == null) {
            return first.get().map(row -> new Recorded(row, false));
        }
        return tables.packages()
                .asked(key)
                .compose(asked -> asked.isPresent()
                        ? repeat(key, request, asked.get())
                        : first.get()
                                .compose(row -> tables.packages()
                                        .remember(
                                                key,
                                                request,
                                                row.id(),
                                                tables.maker().now())
                                        .map(kept -> new Recorded(row, false))));
    }

    private Future<OutboxReply> repeat(String key, Hash request, Asked asked) {
        return asked.request().equals(request)
                ? tables.packages().byId(asked.packageId()).map(row -> new Recorded(row, true))
                : Future.failedFuture(conflict("the Idempotency-Key " + key + " was used for another request"));
    }

    /** The package, if it is here to be taken. */
    static PackageRow presentForPickUp(String trackingId, Optional<PackageRow> found) {
        PackageRow row = found.orElseThrow(
                () -> Problem.of(ProblemType.NOT_FOUND, "no package " + trackingId + " was dropped off here")
                        .exception());
        if (row.pickedUpAt() != null) {
            throw conflict("package " + trackingId + " was picked up at " + row.pickedUpAt());
        }
        return row;
    }

    /** A field that breaks the grammar of a change is the caller's mistake. */
    @CanIgnoreReturnValue
    private static <T> T valid(Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException | PoisonException e) {
            throw Problem.of(ProblemType.INVALID_REQUEST, String.valueOf(e.getMessage()))
                    .exception();
        }
    }

    private static ProblemException conflict(String detail) {
        return Problem.of(ProblemType.CONFLICT, detail).exception();
    }

    private static Hash request(String what, String trackingId, @Nullable String compartment) {
        String text = what + "\n" + trackingId + "\n" + (compartment == null ? "" : compartment);
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
