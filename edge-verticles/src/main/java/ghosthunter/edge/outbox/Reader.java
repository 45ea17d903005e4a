package ghosthunter.edge.outbox;

import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.edge.outbox.ChainTable.PackageChange;
import ghosthunter.edge.outbox.OutboxCommand.ListPackages;
import ghosthunter.edge.outbox.OutboxReply.Custody;
import ghosthunter.edge.outbox.OutboxReply.CustodyStep;
import ghosthunter.edge.outbox.OutboxReply.PackageRow;
import ghosthunter.edge.outbox.OutboxReply.Packages;
import ghosthunter.edge.outbox.OutboxReply.Status;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers the questions: packages, custody, status. */
final class Reader {
    /** How many attempts of one change custody lists. */
    private static final int ATTEMPTS_MAX = 100;

    private final Tables tables;

    Reader(Tables tables) {
        this.tables = tables;
    }

    Future<OutboxReply> packages(ListPackages command) {
        return tables.packages()
                .newest(command.pendingOnly(), command.countMax())
                .map(Packages::new);
    }

    Future<OutboxReply> status() {
        Future<StoreRow> store = tables.store().read();
        Future<List<LaneState>> lanes = tables.chain().lanes();
        Future<List<Statement.EpochHeads>> past = tables.store().pastEpochs(Statement.EPOCHS_MAX - 1);
        Future<OutboxReply.PackageCount> count = tables.packages().count();
        Future<List<OutboxReply.EntityCount>> entities = tables.mirror().counts();
        Future<Optional<OutboxReply.FailedAttempt>> failure = tables.attempts().lastFailure();
        return Future.all(store, lanes, past, count, entities, failure)
                .map(all -> status(
                        store.result(),
                        lanes.result(),
                        past.result(),
                        count.result(),
                        entities.result(),
                        failure.result().orElse(null)));
    }

    private static Status status(
            StoreRow store,
            List<LaneState> lanes,
            List<Statement.EpochHeads> past,
            OutboxReply.PackageCount count,
            List<OutboxReply.EntityCount> entities,
            OutboxReply.@Nullable FailedAttempt failure) {
        return new Status(
                store.device(),
                store.epoch(),
                store.exchange(),
                store.recordNo(),
                lanes.stream().mapToLong(LaneState::pending).sum(),
                count,
                entities,
                store.lastReceiptAt(),
                failure,
                Sender.withCurrent(store, lanes, past));
    }

    Future<OutboxReply> custody(String trackingId) {
        return tables.packages()
                .byTrackingId(trackingId)
                .map(found -> found.orElseThrow(
                        () -> Problem.of(ProblemType.NOT_FOUND, "no package " + trackingId + " was dropped off here")
                                .exception()))
                .compose(row -> tables.chain()
                        .ofPackage(row.id())
                        .compose(changes -> steps(row, changes))
                        .map(steps -> new Custody(row, steps)));
    }

    private Future<List<CustodyStep>> steps(PackageRow row, List<PackageChange> changes) {
        List<CustodyStep> steps = new ArrayList<>();
        steps.add(new CustodyStep(
                "door-closed", row.dropOffTimestamp(), row.compartment() == null ? "" : "in " + row.compartment()));
        steps.add(new CustodyStep("recorded", row.recordedAt(), "in SQLite, id " + row.id()));
        if (changes.isEmpty() && row.syncedAt() != null) {
            steps.add(new CustodyStep("receipt-verified", row.syncedAt(), "its changes were freed since"));
        }
        if (row.pickedUpAt() != null) {
            steps.add(new CustodyStep("picked-up", row.pickedUpAt(), ""));
        }
        Future<Void> done = Future.succeededFuture();
        for (PackageChange change : changes) {
            done = done.compose(before -> attempts(change, steps));
        }
        return done.map(all -> {
            steps.sort(Comparator.comparing(CustodyStep::at));
            return List.copyOf(steps);
        });
    }

    private Future<Void> attempts(PackageChange change, List<CustodyStep> steps) {
        String what = change.op().equals(PackageFact.PICK_UP) ? "pick-up" : "drop-off";
        if (change.ackedAt() != null) {
            steps.add(new CustodyStep("receipt-verified", change.ackedAt(), what));
        }
        return tables.attempts()
                .of(change.lane(), change.recordNo(), ATTEMPTS_MAX)
                .map(attempts -> {
                    attempts.forEach(attempt -> steps.add(new CustodyStep(
                            "attempt",
                            attempt.at(),
                            what + ", exchange " + attempt.exchange() + ": "
                                    + (attempt.outcome() == null ? "no answer yet" : attempt.outcome()))));
                    return null;
                });
    }
}
