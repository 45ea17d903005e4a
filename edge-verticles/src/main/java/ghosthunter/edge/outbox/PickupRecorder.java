package ghosthunter.edge.outbox;

import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.locker.CommandState;
import ghosthunter.codecs.locker.PickupGrant;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.edge.outbox.Opening.Request;
import ghosthunter.edge.outbox.OutboxCommand.UseCode;
import ghosthunter.edge.outbox.OutboxReply.CodeTried;
import ghosthunter.edge.outbox.OutboxReply.PackageRow;
import ghosthunter.edge.outbox.PickupTable.Tries;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Judges pick-up codes, whether the hub can be reached or not. Each try that is judged is a change. */
final class PickupRecorder {
    /** What the last opening said of itself, and is not true of the next. */
    private static final List<String> OF_THE_LAST = List.of("door", "reason");

    private final Tables tables;
    private final EntityAppender appender;

    PickupRecorder(Tables tables) {
        this.tables = tables;
        this.appender = new EntityAppender(tables);
    }

    /** A wrong code is an answer and not a failure: that it was tried is kept. */
    Future<OutboxReply> use(UseCode ask) {
        Request request = new Request(ask.idempotencyKey(), said(ask));
        return tables.packages().answered(ask.idempotencyKey()).compose(answered -> {
            if (answered.isEmpty()) {
                return there(ask).compose(row -> judge(row, request, ask));
            }
            return answered.get().request().equals(request.said())
                    ? Future.succeededFuture(CodeTried.again(answered.get().answerJson()))
                    : Future.failedFuture(Problem.of(
                                    ProblemType.CONFLICT,
                                    "the Idempotency-Key " + ask.idempotencyKey() + " was used for another request")
                            .exception());
        });
    }

    private Future<PackageRow> there(UseCode ask) {
        boolean byId = ask.trackingId() != null;
        String named = String.valueOf(byId ? ask.trackingId() : ask.compartment());
        Future<Optional<PackageRow>> found =
                byId ? tables.packages().byTrackingId(named) : tables.packages().inCompartment(named);
        return found.map(row -> Recorder.presentForPickUp(byId ? named : "in compartment " + named, row))
                .map(PickupRecorder::inCompartment);
    }

    private static PackageRow inCompartment(PackageRow row) {
        if (row.compartment() == null) {
            throw Problem.of(ProblemType.CONFLICT, "nobody told in which compartment " + row.trackingId() + " is")
                    .exception();
        }
        return row;
    }

    private Future<OutboxReply> judge(PackageRow row, Request request, UseCode ask) {
        return tables.mirror()
                .find(EntityTypes.PICKUP, row.trackingId())
                .map(found -> found.filter(EntityRow::isVisible).orElseThrow(() -> unknown(row)))
                .compose(shown -> tables.pickups()
                        .find(row.trackingId(), ask.now())
                        .compose(tries -> judge(row, shown, tries, request, ask)));
    }

    private Future<OutboxReply> judge(PackageRow row, EntityRow shown, Tries known, Request request, UseCode ask) {
        if (fields(shown).has(PickupGrant.CANCELLED)) {
            return Future.succeededFuture(
                    CodeTried.refused(Problem.of(ProblemType.CODE_REFUSED, "the codes of this parcel were cancelled")));
        }
        PickupGrant grant = PickupGrant.read(fields(shown));
        Tries tries = known.knowing(grant.issued());
        long waitS = tries.waitS(ask.now());
        if (waitS > 0) {
            return Future.succeededFuture(CodeTried.refused(Problem.after(
                    ProblemType.CODE_LOCKED, "no code of this parcel is looked at for " + waitS + " s", waitS)));
        }
        OptionalLong counter = grant.find(ask.code(), Math.max(tries.used(), used(shown)));
        return counter.isPresent()
                ? take(row, shown, tries.taken(counter.getAsLong(), ask.now()), request, ask)
                : refuse(shown, tries.refused(ask.now()), ask);
    }

    private Future<OutboxReply> take(PackageRow row, EntityRow shown, Tries tries, Request request, UseCode ask) {
        JsonObject report = CommandRecorder.report(CommandState.STARTED, null)
                .put(PickupGrant.USED, tries.used())
                .put(PickupGrant.REFUSED, 0);
        JsonObject before = new JsonObject(String.valueOf(shown.dataJson()));
        OF_THE_LAST.stream().filter(before::containsKey).forEach(report::putNull);
        return tables.pickups()
                .save(tries, true)
                .compose(saved -> appender.report(shown, report, ask.now()))
                .map(reported -> CodeTried.open(
                        new Opening(EntityTypes.PICKUP, row.trackingId(), String.valueOf(row.compartment()), request)));
    }

    private Future<OutboxReply> refuse(EntityRow shown, Tries tries, UseCode ask) {
        return tables.pickups()
                .save(tries, false)
                .compose(saved ->
                        appender.report(shown, new JsonObject().put(PickupGrant.REFUSED, tries.refused()), ask.now()))
                .map(reported -> CodeTried.refused(
                        Problem.of(ProblemType.CODE_REFUSED, "this code is wrong, or was used before")));
    }

    /** What the hub knows of it: a store that was made anew knows no less. */
    private static long used(EntityRow shown) {
        Long used = fields(shown).naturalOrNull(PickupGrant.USED);
        return used == null ? 0 : used;
    }

    private static JsonFields fields(EntityRow shown) {
        return JsonFields.parse("pickup", String.valueOf(shown.dataJson()).getBytes(StandardCharsets.UTF_8));
    }

    private static ProblemException unknown(PackageRow row) {
        return Problem.of(ProblemType.NOT_FOUND, "this locker has no code for " + row.trackingId())
                .exception();
    }

    private static Hash said(UseCode ask) {
        String text = "code\n" + ask.trackingId() + "\n" + ask.compartment() + "\n" + ask.code();
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
