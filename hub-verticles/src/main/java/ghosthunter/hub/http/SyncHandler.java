package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.exchange.ExchangeReader;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.exchange.Packed;
import ghosthunter.codecs.exchange.Pull;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.device.LockerRegistry;
import ghosthunter.hub.directory.DeviceKey;
import ghosthunter.hub.directory.DeviceKey.Standing;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.directory.KeyRing;
import ghosthunter.hub.ledger.Key;
import ghosthunter.hub.ledger.Submission;
import ghosthunter.hub.pull.Page;
import ghosthunter.hub.pull.Puller;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/sync}: one exchange. Reads line 1, finds out who sends, lets the rest in, has it recorded by the device's
 * worker, and answers with the signed receipt and what the device pulls.
 */
public final class SyncHandler implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(SyncHandler.class);

    private final HubSeal seal;
    private final Directory directory;
    private final KeyRing keys;
    private final Gate gate;
    private final LockerRegistry lockers;
    private final Puller puller;
    private final Consumer<DeviceRef> exchanged;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    /** @param exchanged is told of each device that exchanges, before what it pulls is read */
    public SyncHandler(
            HubSeal seal,
            Directory directory,
            KeyRing keys,
            Gate gate,
            LockerRegistry lockers,
            Puller puller,
            Consumer<DeviceRef> exchanged,
            HttpLimits limits,
            ProblemResponder problems) {
        this.seal = seal;
        this.directory = directory;
        this.keys = keys;
        this.gate = gate;
        this.lockers = lockers;
        this.puller = puller;
        this.exchanged = exchanged;
        this.limits = limits;
        this.problems = problems;
    }

    @Override
    public void handle(RoutingContext ctx) {
        ExchangeBody body;
        try {
            gate.requireShortWait(Doorway.lateMs(ctx));
            body = ExchangeBody.read(ctx.vertx(), ctx.request(), limits, seal.clock(), gate);
        } catch (ProblemException e) {
            problems.answer(ctx, e);
            return;
        }
        ctx.addEndHandler(answered -> body.answered());
        body.statement()
                .compose(reader -> worked(body, reader))
                .onFailure(body::abandon)
                .onSuccess(answer -> answer(ctx, answer))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    /** Who signed a statement. */
    private record Sender(Statement statement, String kid, Standing standing) {}

    /** To look up a key takes its time too, and more of it when many come that are not known. */
    private Future<Buffer> worked(ExchangeBody body, ExchangeReader reader) {
        Gate.Work work = gate.begin();
        return authenticated(reader)
                .compose(sender -> admitted(body, sender))
                .onSuccess(receipt -> work.done())
                .onFailure(refused -> work.dropped());
    }

    private Future<Sender> authenticated(ExchangeReader reader) {
        Jws jws = Objects.requireNonNull(reader.jws());
        Statement statement = Objects.requireNonNull(reader.statement());
        return key(statement, jws.kid()).map(key -> checked(jws, statement, key));
    }

    private Future<Optional<DeviceKey>> key(Statement statement, String kid) {
        return directory.deviceKey(statement.device(), kid).timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS);
    }

    private Sender checked(Jws jws, Statement statement, Optional<DeviceKey> key) {
        if (key.isEmpty()) {
            throw problem(ProblemType.UNKNOWN_DEVICE, statement.device() + " is not enrolled with key " + jws.kid());
        }
        if (!jws.verifies(key.get().key())) {
            throw problem(ProblemType.SIGNATURE_INVALID, "the statement is not signed by key " + jws.kid());
        }
        Standing standing = allowed(key.get());
        if (!statement.hub().equals(seal.hub())) {
            throw problem(ProblemType.WRONG_AUDIENCE, "this is " + seal.hub() + ", not " + statement.hub());
        }
        return new Sender(statement, jws.kid(), standing);
    }

    private static Standing allowed(DeviceKey key) {
        if (key.standing() == Standing.REVOKED || key.standing() == Standing.RETIRED) {
            throw problem(
                    ProblemType.KEY_REVOKED,
                    "key " + key.key().kid() + " was " + key.standing().wire() + "; enroll this device anew");
        }
        return key.standing();
    }

    private Future<Buffer> admitted(ExchangeBody body, Sender sender) {
        Gate.Pass pass = gate.enter(sender.statement().device(), 0);
        return body.rest()
                .compose(arrived -> stillValid(sender).compose(now -> recorded(arrived, now)))
                .onComplete(done -> {
                    pass.leave();
                    body.close();
                });
    }

    /** The body may have taken long: a key that was revoked meanwhile counts no more. */
    private Future<Sender> stillValid(Sender sender) {
        return key(sender.statement(), sender.kid())
                .map(key -> new Sender(sender.statement(), sender.kid(), allowed(key.orElseThrow())));
    }

    private Future<Buffer> recorded(ExchangeBody.Arrived arrived, Sender sender) {
        return lockers.ask(submission(arrived, sender))
                .compose(outcome -> outcome.fold(
                        committed -> confirmed(sender)
                                .compose(done -> pulled(sender, committed.news()))
                                .map(page -> seal.answer(arrived, committed, page.orElse(null))),
                        failed -> Future.failedFuture(failed.problem().exception())));
    }

    private static Submission submission(ExchangeBody.Arrived arrived, Sender sender) {
        return new Submission.Signed(
                arrived.exchange(), arrived.receivedAtMs(), sender.standing() == Standing.ADMITTED);
    }

    /** The first exchange of a key that was rotated in: before the device hears of its receipt the old key has retired. */
    private Future<Void> confirmed(Sender sender) {
        return sender.standing() == Standing.NEXT
                ? keys.confirm(sender.statement().device(), sender.kid())
                : Future.succeededFuture();
    }

    /** Only a key that speaks for its device pulls. The receipt does not wait for what cannot be read. */
    private Future<Optional<Page>> pulled(Sender sender, List<Key.OfEntity> news) {
        Statement statement = sender.statement();
        exchanged.accept(statement.device());
        Pull pull = statement.pull();
        if (pull == null || sender.standing() == Standing.ADMITTED) {
            return Future.succeededFuture(Optional.empty());
        }
        return puller.page(statement.device(), statement.epoch(), pull, news)
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .otherwise(failure -> {
                    LOG.atWarn()
                            .addKeyValue("deviceId", statement.device())
                            .addKeyValue("reason", failure.getMessage())
                            .log("nothing can be pulled");
                    return Optional.empty();
                });
    }

    private static void answer(RoutingContext ctx, Buffer answer) {
        Packed packed = Packed.accepted(ctx.request().getHeader(HttpHeaders.ACCEPT_ENCODING), answer);
        ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, ExchangeWriter.MEDIA_TYPE);
        if (packed.gzip()) {
            ctx.response().putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        Handlers.end(ctx.response(), packed.body());
    }

    private static ProblemException problem(ProblemType type, String detail) {
        return Problem.of(type, detail).exception();
    }
}
