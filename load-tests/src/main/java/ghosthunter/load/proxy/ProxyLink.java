package ghosthunter.load.proxy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One client connection joined to one target connection; carries out what was decided for each request on it. Not
 * thread-safe; lives on the event loop of the proxy.
 *
 * <p>Answers are counted for the request that began last, so a client that pipelines gets its faults one request late.
 */
final class ProxyLink {
    private final NetSocket client;
    private final NetSocket target;
    private final Function<String, FaultDecision> decide;
    private final Replayer replayer;
    private final FaultTally tally;
    private final RequestFraming framing = new RequestFraming();
    private final Flow<RequestPiece> up;
    private final Flow<Buffer> down;
    private Passage passage = new Passage(FaultDecision.PASS);
    /** The piece that waits first in line begins a request, for which the passage was made already. */
    private boolean decided;

    private @Nullable Runnable whenClosed;
    private boolean closed;

    /**
     * Both sockets are paused until {@link #open}.
     *
     * @param decide makes the decision for a request of this path
     * @param transferMs how long so many bytes are on their way
     */
    ProxyLink(
            Vertx vertx,
            NetSocket client,
            NetSocket target,
            Function<String, FaultDecision> decide,
            IntUnaryOperator transferMs,
            Replayer replayer,
            FaultTally tally) {
        this.client = client;
        this.target = target;
        this.decide = decide;
        this.replayer = replayer;
        this.tally = tally;
        this.up = new Flow<>(
                vertx,
                client,
                target,
                piece -> transferMs.applyAsInt(piece.bytes().length()),
                this::forward,
                this::close);
        this.down = new Flow<>(
                vertx, target, client, bytes -> transferMs.applyAsInt(bytes.length()), this::answer, this::close);
    }

    /** Lets both directions flow; {@code whenClosed} runs once, when this link has closed both connections. */
    void open(Runnable whenClosed) {
        this.whenClosed = whenClosed;
        client.handler(bytes -> up.offer(framing.feed(bytes)));
        target.handler(bytes -> down.offer(List.of(bytes)));
        client.endHandler(ended -> up.end());
        target.endHandler(ended -> down.end());
        // A reset is followed by the end of the stream, which is all that matters here.
        client.exceptionHandler(reset -> {});
        target.exceptionHandler(reset -> {});
        up.run();
        down.run();
    }

    /** Closes both connections now, whatever is under way. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        up.stop();
        down.stop();
        client.close();
        target.close();
        if (whenClosed != null) {
            whenClosed.run();
        }
    }

    private boolean forward(RequestPiece piece) {
        if (piece.begins() && !decided) {
            decided = true;
            passage = new Passage(decide.apply(piece.path()));
            if (passage.decision().delayUpMs() > 0) {
                tally.delaysUp.increment();
                up.hold(passage.decision().delayUpMs());
                return false;
            }
        }
        decided = false;
        if (passage.cutsUploadIn(piece)) {
            tally.cutsUp.increment();
            closeAfter(send(passage.beforeUploadCut(piece.bytes())));
            return true;
        }
        passage.forwards(piece);
        send(piece.bytes());
        if (piece.ends()) {
            tally.requests.increment();
            replayer.requestPassed();
            repeat();
        }
        return true;
    }

    private void repeat() {
        Buffer recording = passage.recording();
        if (recording != null) {
            replayer.schedule(recording, passage.decision());
        } else if (passage.outgrewRecording()) {
            tally.replaysDropped.increment();
        }
    }

    private boolean answer(Buffer bytes) {
        if (passage.holdsAnswer()) {
            tally.delaysDown.increment();
            down.hold(passage.decision().delayDownMs());
            return false;
        }
        if (passage.losesAnswer()) {
            tally.missingAcks.increment();
            close();
            return true;
        }
        if (passage.cutsAnswerIn(bytes)) {
            tally.cutsDown.increment();
            closeAfter(passBack(passage.beforeAnswerCut(bytes)));
            return true;
        }
        passage.answers(bytes);
        passBack(bytes);
        return true;
    }

    /** Nothing more flows; the connections close when the last bytes before the cut are on their way. */
    private void closeAfter(Future<Void> lastWrite) {
        up.stop();
        down.stop();
        lastWrite.onComplete(written -> close());
    }

    // A write that fails is followed by the end of the stream; only a cut waits for the outcome.
    @CanIgnoreReturnValue
    private Future<Void> send(Buffer bytes) {
        tally.bytesUp.add(bytes.length());
        return bytes.length() == 0 ? Future.succeededFuture() : target.write(bytes);
    }

    @CanIgnoreReturnValue
    private Future<Void> passBack(Buffer bytes) {
        tally.bytesDown.add(bytes.length());
        return bytes.length() == 0 ? Future.succeededFuture() : client.write(bytes);
    }
}
