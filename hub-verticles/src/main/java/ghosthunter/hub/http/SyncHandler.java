package ghosthunter.hub.http;

import ghosthunter.codecs.exchange.ExchangeReader;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.device.LockerRegistry;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.ledger.Submission;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code POST /v1/sync}: one exchange. Reads line 1, finds out who sends, lets the rest in, has it recorded by the device's
 * worker, and answers with the signed receipt.
 */
public final class SyncHandler implements Handler<RoutingContext> {
    private final HubSeal seal;
    private final Directory directory;
    private final Gate gate;
    private final LockerRegistry lockers;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public SyncHandler(
            HubSeal seal,
            Directory directory,
            Gate gate,
            LockerRegistry lockers,
            HttpLimits limits,
            ProblemResponder problems) {
        this.seal = seal;
        this.directory = directory;
        this.gate = gate;
        this.lockers = lockers;
        this.limits = limits;
        this.problems = problems;
    }

    @Override
    public void handle(RoutingContext ctx) {
        ExchangeBody body;
        try {
            body = ExchangeBody.read(ctx.vertx(), ctx.request(), limits, seal.clock(), gate);
        } catch (ProblemException e) {
            problems.answer(ctx, e);
            return;
        }
        ctx.addEndHandler(answered -> body.answered());
        body.statement()
                .compose(this::authenticated)
                .compose(statement -> admitted(body, statement))
                .onFailure(body::abandon)
                .onSuccess(receipt -> answer(ctx, receipt))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private Future<Statement> authenticated(ExchangeReader reader) {
        Jws jws = Objects.requireNonNull(reader.jws());
        Statement statement = Objects.requireNonNull(reader.statement());
        return directory
                .deviceKey(statement.device(), jws.kid())
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .map(key -> checked(jws, statement, key));
    }

    private Statement checked(Jws jws, Statement statement, Optional<VerifyKey> key) {
        if (key.isEmpty()) {
            throw problem(ProblemType.UNKNOWN_DEVICE, statement.device() + " is not enrolled with key " + jws.kid());
        }
        if (!jws.verifies(key.get())) {
            throw problem(ProblemType.SIGNATURE_INVALID, "the statement is not signed by key " + jws.kid());
        }
        if (!statement.hub().equals(seal.hub())) {
            throw problem(ProblemType.WRONG_AUDIENCE, "this is " + seal.hub() + ", not " + statement.hub());
        }
        return statement;
    }

    private Future<Buffer> admitted(ExchangeBody body, Statement statement) {
        Gate.Pass pass = gate.enter(statement.device(), 0);
        return body.rest().compose(this::recorded).onComplete(done -> {
            pass.leave();
            body.close();
        });
    }

    private Future<Buffer> recorded(ExchangeBody.Arrived arrived) {
        return lockers.ask(new Submission.Signed(arrived.exchange(), arrived.receivedAtMs()))
                .map(outcome -> outcome.fold(committed -> seal.receipt(arrived, committed), failed -> {
                    throw failed.problem().exception();
                }));
    }

    private static void answer(RoutingContext ctx, Buffer receipt) {
        ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, ExchangeWriter.MEDIA_TYPE);
        Handlers.end(ctx.response(), receipt);
    }

    private static ProblemException problem(ProblemType type, String detail) {
        return Problem.of(type, detail).exception();
    }
}
