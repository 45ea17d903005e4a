package ghosthunter.load.proxy;

import ghosthunter.load.proxy.FaultDecision.Cut;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** One request on its way: what was decided for it, and how far it and its answer came. Not thread-safe. */
final class Passage {
    private final FaultDecision decision;
    private @Nullable Buffer recording;
    private boolean outgrew;
    private boolean forwarded;
    private boolean answerHeld;
    private long upBytes;
    private long downBytes;

    Passage(FaultDecision decision) {
        this.decision = decision;
        this.recording = decision.replays() ? Buffer.buffer() : null;
    }

    FaultDecision decision() {
        return decision;
    }

    /** True if the upload is cut inside of {@code piece}. */
    boolean cutsUploadIn(RequestPiece piece) {
        return decision.cuts(Cut.UPLOAD, upBytes + piece.bytes().length());
    }

    /** True if the answer is cut inside of {@code bytes}. */
    boolean cutsAnswerIn(Buffer bytes) {
        return decision.cuts(Cut.ANSWER, downBytes + bytes.length());
    }

    /** The part of an upload's bytes that still passes before the cut. */
    Buffer beforeUploadCut(Buffer bytes) {
        return bytes.slice(0, (int) (decision.cutAfterBytes() - upBytes));
    }

    /** The part of an answer's bytes that still passes before the cut. */
    Buffer beforeAnswerCut(Buffer bytes) {
        return bytes.slice(0, (int) (decision.cutAfterBytes() - downBytes));
    }

    /** True if the answer that starts now is to be swallowed: the target has the whole request. */
    boolean losesAnswer() {
        return decision.cut() == Cut.MISSING_ACK && forwarded && downBytes == 0;
    }

    /** True once, for the first bytes of an answer that is to be delayed. */
    boolean holdsAnswer() {
        boolean holds = decision.delayDownMs() > 0 && !answerHeld;
        answerHeld = true;
        return holds;
    }

    void forwards(RequestPiece piece) {
        upBytes += piece.bytes().length();
        forwarded |= piece.ends();
        if (recording == null || outgrew) {
            return;
        }
        if (upBytes > ProxyLimits.REPLAY_BYTES_MAX) {
            recording = null;
            outgrew = true;
        } else {
            recording.appendBuffer(piece.bytes());
        }
    }

    void answers(Buffer bytes) {
        downBytes += bytes.length();
    }

    /** The whole request to send again, once it was forwarded; null if it is not to be, or was too long. */
    @Nullable
    Buffer recording() {
        return forwarded ? recording : null;
    }

    /** True if the request was to be sent again and is too long for it. */
    boolean outgrewRecording() {
        return outgrew;
    }
}
