package ghosthunter.hub.http;

import ghosthunter.codecs.exchange.Exchange;
import ghosthunter.codecs.exchange.ExchangeReader;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.http.HttpLimits.Inflation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;

/**
 * Streams the body of one exchange into its reader, under a limit of bytes and of time. Stops after line 1, so that nothing of
 * a sender who is not known is taken in.
 */
final class ExchangeBody {
    private final HttpServerRequest request;
    private final InstantSource clock;
    private final ExchangeReader reader;
    private final Coding coding;
    private final Gate.Hold hold;
    private final int inflateRatioMax;
    private final Promise<ExchangeReader> statement = Promise.promise();
    private final Promise<Arrived> whole = Promise.promise();
    private final int bytesMax;
    private long travelledBytes;
    private long decodedBytes;

    private ExchangeBody(
            HttpServerRequest request, HttpLimits limits, InstantSource clock, Coding coding, Gate.Hold hold) {
        this.request = request;
        this.clock = clock;
        this.reader = new ExchangeReader(limits.exchange());
        this.bytesMax = limits.exchange().bodyBytesMax();
        this.inflateRatioMax = limits.inflation().ratioMax();
        this.coding = coding;
        this.hold = hold;
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
    static ExchangeBody read(
            Vertx vertx, HttpServerRequest request, HttpLimits limits, InstantSource clock, Gate gate) {
        MediaTypes.require(request, ExchangeWriter.MEDIA_TYPE);
        int bytesMax = limits.exchange().bodyBytesMax();
        if (MediaTypes.announcedBytes(request) > bytesMax) {
            throw tooLarge(bytesMax);
        }
        Coding coding = MediaTypes.coding(request, limits);
        ExchangeBody body = new ExchangeBody(request, limits, clock, coding, gate.hold(0));
        long timer = vertx.setTimer(limits.bodyWaitMs(), late -> body.fail(tooSlow(limits)));
        body.whole.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            coding.close();
            if (done.failed()) {
                body.close();
            }
        });
        request.handler(body::chunk).exceptionHandler(body::cut).endHandler(end -> body.end());
        return body;
    }

    /** The reader, once it has the statement. The request is paused then; {@link #rest} goes on. */
    Future<ExchangeReader> statement() {
        return statement.future();
    }

    /** Takes the rest in; its sender is known. */
    Future<Arrived> rest() {
        try {
            hold(Math.max(decodedBytes, MediaTypes.announcedBytes(request)));
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

    /** The request was answered; if the body is not complete by now, somebody else cut its sender off. */
    void answered() {
        if (!whole.future().isComplete()) {
            fail(Problem.of(ProblemType.INCOMPLETE_BODY, "the request was answered before its body was complete")
                    .exception());
        }
    }

    /** Nothing of it is held in memory any more. */
    void close() {
        hold.release();
    }

    private void chunk(Buffer chunk) {
        if (whole.future().isComplete()) {
            return;
        }
        try {
            travelledBytes += chunk.length();
            if (travelledBytes > bytesMax) {
                throw tooLarge(bytesMax);
            }
            coding.feed(chunk, this::decoded);
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
        if (decodedBytes > Inflation.FREE_BYTES && decodedBytes / inflateRatioMax > travelledBytes) {
            throw Problem.of(
                            ProblemType.TOO_LARGE,
                            "the body inflates to more than " + inflateRatioMax + " times what travelled")
                    .exception();
        }
        hold(decodedBytes);
        reader.feed(bytes);
    }

    private void hold(long bodyBytes) {
        hold.grow(bodyBytes + coding.memoryBytes());
    }

    private void end() {
        if (whole.future().isComplete()) {
            return;
        }
        long receivedAtMs = clock.millis();
        try {
            coding.end();
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

    private static ProblemException tooLarge(int bytesMax) {
        return Problem.of(ProblemType.TOO_LARGE, "the body has more than " + bytesMax + " bytes")
                .exception();
    }

    private static ProblemException tooSlow(HttpLimits limits) {
        return Problem.of(ProblemType.REQUEST_TIMEOUT, "the body did not arrive within " + limits.bodyWaitMs() + " ms")
                .exception();
    }
}
