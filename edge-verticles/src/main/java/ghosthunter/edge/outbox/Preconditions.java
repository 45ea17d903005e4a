package ghosthunter.edge.outbox;

import ghosthunter.codecs.locker.Expectation;
import ghosthunter.codecs.locker.LockerCommand;
import ghosthunter.edge.outbox.OutboxReply.PackageRow;
import io.vertx.core.Future;
import java.util.Optional;

/** What keeps a command from being begun, by what this device has on its disk. */
final class Preconditions {
    private static final Future<Optional<String>> MET = Future.succeededFuture(Optional.empty());

    private final Tables tables;

    Preconditions(Tables tables) {
        this.tables = tables;
    }

    /**
     * The first that does not hold, in words; empty where all do.
     *
     * @param hasDoors whether there is anybody to open a door
     */
    Future<Optional<String>> unmet(LockerCommand command, boolean hasDoors) {
        return tables.store().read().compose(store -> {
            if (!command.epoch().equals(store.epoch())) {
                return unmet("it was meant for what this locker's store was before; send it again");
            }
            return command.work()
                    .fold(
                            open -> hasDoors
                                    ? compartment(command.expect(), open.compartment())
                                    : unmet("this locker has no door controller (doors.url)"),
                            set -> MET)
                    .compose(reason -> reason.isPresent()
                            ? Future.succeededFuture(reason)
                            : entity(command.expect().entity()));
        });
    }

    private Future<Optional<String>> compartment(Expectation expect, String compartment) {
        String holds = expect.holds();
        if (holds != null) {
            return tables.packages()
                    .byTrackingId(holds)
                    .map(found -> found.filter(row -> row.pickedUpAt() == null)
                            .filter(row -> compartment.equals(row.compartment())))
                    .compose(there -> there.isPresent()
                            ? MET
                            : unmet("package " + holds + " is not in compartment " + compartment));
        }
        return expect.empty()
                ? tables.packages()
                        .inCompartment(compartment)
                        .compose(found -> found.<Future<Optional<String>>>map(Preconditions::holds)
                                .orElse(MET))
                : MET;
    }

    private static Future<Optional<String>> holds(PackageRow row) {
        return unmet("compartment " + row.compartment() + " holds package " + row.trackingId());
    }

    private Future<Optional<String>> entity(Expectation.@org.jspecify.annotations.Nullable OfEntity expected) {
        if (expected == null) {
            return MET;
        }
        return tables.mirror().find(expected.type(), expected.key()).compose(found -> {
            long version =
                    found.filter(EntityRow::isVisible).map(EntityRow::version).orElse(0L);
            boolean pending = found.map(row -> row.pending() > 0).orElse(false);
            String name = expected.type() + " " + expected.key();
            if (pending) {
                return unmet(name + " was changed here, which the hub does not know yet");
            }
            return version == expected.version()
                    ? MET
                    : unmet(name + " has version " + version + " here, not " + expected.version());
        });
    }

    private static Future<Optional<String>> unmet(String reason) {
        return Future.succeededFuture(Optional.of(reason));
    }
}
