package ghosthunter.hub.dialect;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.http.HttpLimits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;

/** Reads the body of a request to a dialect whole, gzipped or not, under limits of bytes and time. */
final class DialectBody {
    /** What is larger is looked at beside the event loop. */
    private static final int ON_LOOP_BYTES_MAX = 64 << 10;

    private DialectBody() {}

    /** Work whose length is that of a body: on the event loop, or beside it. */
    static <T> Future<T> beside(Vertx vertx, Buffer body, Supplier<T> work) {
        return body.length() <= ON_LOOP_BYTES_MAX
                ? Future.succeededFuture(work.get())
                : vertx.executeBlocking(work::get, false);
    }

    /**
     * Call in the tick in which the request came. Every failure is a {@link ProblemException}.
     *
     * @param limits as it travels and decoded it has no more bytes than an exchange: a client that was away for long sends all at once
     * @param hold room for it, as it travels and decoded
     */
    static Future<Buffer> read(Vertx vertx, HttpServerRequest request, HttpLimits limits, Gate.Hold hold) {
        String coding = request.getHeader("Content-Encoding");
        boolean gzip = "gzip".equalsIgnoreCase(coding);
        if (coding != null && !gzip && !"identity".equalsIgnoreCase(coding)) {
            return Future.failedFuture(Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding must be gzip")
                    .exception());
        }
        return whole(request, limits, hold)
                .compose(body -> gzip ? decoded(vertx, body, bytesMax(limits), hold) : Future.succeededFuture(body));
    }

    private static int bytesMax(HttpLimits limits) {
        return limits.exchange().bodyBytesMax();
    }

    private static Future<Buffer> decoded(Vertx vertx, Buffer body, int bytesMax, Gate.Hold hold) {
        return vertx.executeBlocking(() -> inflated(body.getBytes(), bytesMax), false)
                .map(plain -> {
                    hold.grow((long) body.length() + plain.length());
                    return plain;
                });
    }

    private static Future<Buffer> whole(HttpServerRequest request, HttpLimits limits, Gate.Hold hold) {
        Buffer body = Buffer.buffer();
        Promise<Buffer> whole = Promise.promise();
        request.exceptionHandler(cut -> whole.tryFail(
                Problem.of(ProblemType.INCOMPLETE_BODY, "the connection broke").exception(cut)));
        request.handler(chunk -> {
            if (body.length() + chunk.length() > bytesMax(limits)) {
                whole.tryFail(tooLarge(bytesMax(limits)));
                return;
            }
            body.appendBuffer(chunk);
            try {
                hold.grow(body.length());
            } catch (ProblemException e) {
                whole.tryFail(e);
            }
        });
        request.endHandler(end -> whole.tryComplete(body));
        return whole.future()
                .timeout(limits.bodyWaitMs(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException
                                ? Problem.of(
                                                ProblemType.REQUEST_TIMEOUT,
                                                "the body did not arrive within " + limits.bodyWaitMs() + " ms")
                                        .exception()
                                : failure));
    }

    private static Buffer inflated(byte[] body, int bytesMax) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] plain = in.readNBytes(bytesMax + 1);
            if (plain.length > bytesMax) {
                throw tooLarge(bytesMax);
            }
            return Buffer.buffer(plain);
        } catch (IOException e) {
            throw Problem.of(ProblemType.MALFORMED_BODY, "the body is not gzip").exception(e);
        }
    }

    private static ProblemException tooLarge(int bytesMax) {
        return Problem.of(ProblemType.TOO_LARGE, "the body has more than " + bytesMax + " bytes")
                .exception();
    }
}
