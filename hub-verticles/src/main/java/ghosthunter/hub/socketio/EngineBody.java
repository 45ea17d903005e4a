package ghosthunter.hub.socketio;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Reads the body of a POST whole, under limits of bytes, its own and all together, and of time. */
final class EngineBody {
    private final SocketIoSettings settings;
    private final AtomicLong allBytes;
    private final Promise<String> whole = Promise.promise();
    private final Buffer body = Buffer.buffer();

    private EngineBody(SocketIoSettings settings, AtomicLong allBytes) {
        this.settings = settings;
        this.allBytes = allBytes;
    }

    /** What is answered if it fails. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final EngineError error;

        Refused(EngineError error) {
            super(error.name(), null, false, false);
            this.error = error;
        }
    }

    /**
     * Call in the tick in which the request came.
     *
     * @param allBytes of all bodies that arrive right now
     */
    static Future<String> read(HttpServerRequest request, SocketIoSettings settings, AtomicLong allBytes) {
        EngineBody reading = new EngineBody(settings, allBytes);
        request.exceptionHandler(reading.whole::tryFail);
        request.handler(reading::chunk);
        request.endHandler(end -> reading.whole.tryComplete(reading.body.toString()));
        return reading.whole
                .future()
                .timeout(settings.waits().bodyMs(), TimeUnit.MILLISECONDS)
                .onComplete(read -> reading.release());
    }

    static EngineError errorOf(Throwable failure) {
        if (failure instanceof Refused refused) {
            return refused.error;
        }
        return failure instanceof TimeoutException ? EngineError.TOO_SLOW : EngineError.BAD_REQUEST;
    }

    private void chunk(Buffer chunk) {
        if (whole.future().isComplete()) {
            return;
        }
        if (body.length() + chunk.length() > settings.payloadBytesMax()) {
            whole.fail(new Refused(EngineError.TOO_LARGE));
        } else if (allBytes.addAndGet(chunk.length()) > settings.bodiesBytesMax()) {
            allBytes.addAndGet(-chunk.length());
            whole.fail(new Refused(EngineError.FULL));
        } else {
            body.appendBuffer(chunk);
        }
    }

    private void release() {
        whole.tryFail(new Refused(EngineError.TOO_SLOW));
        allBytes.addAndGet(-body.length());
    }
}
