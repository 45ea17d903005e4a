package ghosthunter.hub.dialect.ghosthunter;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.device.LockerRegistry;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.directory.PackageRow;
import ghosthunter.hub.http.Handlers;
import ghosthunter.hub.http.HttpLimits;
import ghosthunter.hub.http.MediaTypes;
import ghosthunter.hub.http.ProblemResponder;
import ghosthunter.hub.http.Routes;
import ghosthunter.hub.http.SmallBody;
import ghosthunter.hub.ledger.Outcome;
import ghosthunter.hub.ledger.Submission;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code POST /sync}. An answer with {@code ack} true follows a durable commit and nothing else; a repeated send gets the first
 * {@code server_received_at}; a tracking id that another locker reported first is durable in the ledger, leaves the first row
 * alone, and is acknowledged with a finding, so that the locker may stop.
 */
public final class GhostHunterDialect {
    /** The name in settings and evidence. */
    public static final String NAME = "ghosthunter";

    /** The finding that a tracking id came from a second locker. */
    static final String TRACKING_ID_CONFLICT = "tracking-id-conflict";

    /** The finding that the record is durable but waits in quarantine. */
    static final String QUARANTINED = "quarantined";

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Directory directory;
    private final Gate gate;
    private final LockerRegistry lockers;
    private final HttpLimits limits;
    private final ProblemResponder problems;
    private final InstantSource clock;

    public GhostHunterDialect(
            Directory directory,
            Gate gate,
            LockerRegistry lockers,
            HttpLimits limits,
            ProblemResponder problems,
            InstantSource clock) {
        this.directory = directory;
        this.gate = gate;
        this.lockers = lockers;
        this.limits = limits;
        this.problems = problems;
        this.clock = clock;
    }

    /** The path. */
    public List<Routes> routes() {
        return List.of(Routes.post("/sync", this::sync, problems));
    }

    /** A request that had arrived whole. */
    private record Arrived(SyncRequest request, long receivedAtMs, int sizeBytes) {
        DeviceRef device() {
            return new DeviceRef(TenantId.DEFAULT, request.locker());
        }
    }

    private void sync(RoutingContext ctx) {
        SmallBody.read(ctx.request(), MediaTypes.JSON, limits)
                .map(body -> new Arrived(SyncRequest.ofJson(body), clock.millis(), body.length))
                .compose(this::acknowledged)
                .onSuccess(answer -> Handlers.json(ctx.response(), 201, answer))
                .onFailure(failure -> refuse(ctx, failure));
    }

    private Future<JsonObject> acknowledged(Arrived arrived) {
        Gate.Pass pass = gate.enter(arrived.device(), arrived.sizeBytes());
        Gate.Work work = gate.begin();
        return recorded(arrived)
                .compose(durable -> row(arrived.request()))
                .map(row -> answer(arrived, row))
                .onSuccess(answered -> work.done())
                .onFailure(refused -> work.dropped())
                .onComplete(done -> pass.leave());
    }

    private Future<Outcome.Committed> recorded(Arrived arrived) {
        return lockers.ask(new Submission.Unsigned(
                        arrived.device(),
                        NAME,
                        List.of(AttemptChange.of(arrived.request()).line()),
                        arrived.receivedAtMs()))
                .map(outcome -> outcome.fold(committed -> committed, failed -> {
                    throw failed.problem().exception();
                }));
    }

    private Future<Optional<PackageRow>> row(SyncRequest request) {
        return directory
                .packageOf(TenantId.DEFAULT, request.trackingId())
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS);
    }

    private static JsonObject answer(Arrived arrived, Optional<PackageRow> row) {
        Instant receivedAt = row.map(PackageRow::serverReceivedAt).orElse(Instant.ofEpochMilli(arrived.receivedAtMs()));
        JsonObject answer = new JsonObject()
                .put("ack", true)
                .put("tracking_id", arrived.request().trackingId())
                .put("server_received_at", MILLIS.format(receivedAt));
        if (row.isEmpty()) {
            return answer.put("finding", QUARANTINED);
        }
        boolean first = row.get().lockerId().equals(arrived.request().locker().value());
        return first ? answer : answer.put("finding", TRACKING_ID_CONFLICT);
    }

    private void refuse(RoutingContext ctx, Throwable failure) {
        JsonObject extra = new JsonObject().put("ack", false);
        if (failure instanceof FieldException wrong) {
            extra.put("field", wrong.field()).put("error", wrong.problem().detail());
            problems.answer(ctx, wrong.problem().exception(), extra);
        } else {
            problems.answer(ctx, failure, extra);
        }
    }
}
