package ghosthunter.hub.http;

import ghosthunter.codecs.exchange.Exchange;
import ghosthunter.codecs.exchange.ExchangeReader;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.device.Gate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Streams the body of one exchange into its reader, under a limit of bytes and of time. Stops after line 1, so that nothing of
 * a sender who is not known is taken in.
 */
final class ExchangeBody {
    private final HttpServerRequest request;
    private final InstantSource clock;
    private final ExchangeReader reader;
    private final @Nullable Gunzip gunzip;
    private final Promise<ExchangeReader> statement = Promise.promise();
    private final Promise<Arrived> whole = Promise.promise();
    private Gate.@Nullable Pass pass;
    private long decodedBytes;

    private ExchangeBody(HttpServerRequest request, HttpLimits limits, InstantSource clock) {
        this.request = request;
        this.clock = clock;
        this.reader = new ExchangeReader(limits.exchange());
        this.gunzip = MediaTypes.gzip(request) ? new Gunzip(limits.headerBytesMax()) : null;
    }

    /**
     * A complete exchange.
     *
     * @param receivedAtMs hub's clock when its last byte had arrived, milliseconds since 1970
     */
    record Arrived(Exchange exchange, long receivedAtMs) {}

    /**
     * Begins to read. Call in the tick in which the request came.
     *
     * @throws ProblemException if the headers already tell that it will not do
     */
    static ExchangeBody read(Vertx vertx, HttpServerRequest request, HttpLimits limits, InstantSource clock) {
        MediaTypes.require(request, ExchangeWriter.MEDIA_TYPE);
        if (MediaTypes.announcedBytes(request) > limits.exchange().bodyBytesMax()) {
            throw Problem.of(
                            ProblemType.TOO_LARGE,
                            "the body has more than " + limits.exchange().bodyBytesMax() + " bytes")
                    .exception();
        }
        ExchangeBody body = new ExchangeBody(request, limits, clock);
        long timer = vertx.setTimer(limits.bodyWaitMs(), late -> body.fail(tooSlow(limits)));
        body.whole.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            body.release();
        });
        request.handler(body::chunk).exceptionHandler(body::cut).endHandler(end -> body.end());
        return body;
    }

    /** The reader, once it has the statement. The request is paused then; {@link #rest} goes on. */
    Future<ExchangeReader> statement() {
        return statement.future();
    }

    /** Takes the rest in under this pass. */
    Future<Arrived> rest(Gate.Pass admitted) {
        try {
            pass = admitted.grow(Math.max(decodedBytes, MediaTypes.announcedBytes(request)));
            request.resume();
        } catch (ProblemException e) {
            fail(e);
        }
        return whole.future();
    }

    /** Nobody is interested any more. */
    void abandon(Throwable why) {
        fail(why);
    }

    private void chunk(Buffer chunk) {
        if (whole.future().isComplete()) {
            return;
        }
        try {
            if (gunzip == null) {
                decoded(chunk);
            } else {
                gunzip.feed(chunk, this::decoded);
            }
        } catch (ProblemException e) {
            fail(e);
            return;
        }
        if (reader.statement() != null && !statement.future().isComplete()) {
            request.pause();
            statement.complete(reader);
        }
    }

    private void decoded(Buffer bytes) {
        decodedBytes += bytes.length();
        if (pass != null) {
            pass.grow(decodedBytes);
        }
        reader.feed(bytes);
    }

    private void end() {
        if (whole.future().isComplete()) {
            return;
        }
        long receivedAtMs = clock.millis();
        try {
            if (gunzip != null) {
                gunzip.end();
            }
            Exchange exchange = reader.end();
            whole.complete(new Arrived(exchange, receivedAtMs));
        } catch (ProblemException e) {
            fail(e);
        }
    }

    private void cut(Throwable failure) {
        fail(Problem.of(ProblemType.INCOMPLETE_BODY, "the connection broke").exception(failure));
    }

    private void fail(Throwable failure) {
        statement.tryFail(failure);
        whole.tryFail(failure);
    }

    private void release() {
        if (gunzip != null) {
            gunzip.close();
        }
    }

    private static ProblemException tooSlow(HttpLimits limits) {
        return Problem.of(ProblemType.REQUEST_TIMEOUT, "the body did not arrive within " + limits.bodyWaitMs() + " ms")
                .exception();
    }
}
