package ghosthunter.load.proxy;

import java.util.OptionalInt;

/**
 * What shall happen to one request and its answer; made by {@link FaultPlan#decide}, carried out by the proxy.
 *
 * <p>A decision is a wish: an upload shorter than {@code cutAfterBytes} passes uncut. {@link FaultCounts} tells what
 * came true.
 *
 * @param cut where the connection is cut, at most once for a request
 * @param cutAfterBytes bytes of the request (or of the answer) that still pass before the cut; 0 where unused
 * @param delayUpMs milliseconds the request is held before its first byte is forwarded; 0 is no delay
 * @param delayDownMs milliseconds the first bytes of the answer are held; 0 is no delay
 * @param duplicateAfterMs milliseconds after the whole request was forwarded when it is sent a second time; 0 is at once,
 *     beside the first; empty is never
 * @param lateAfterRequests the request is kept and sent again after this many later requests passed; empty is never
 */
public record FaultDecision(
        Cut cut,
        int cutAfterBytes,
        int delayUpMs,
        int delayDownMs,
        OptionalInt duplicateAfterMs,
        OptionalInt lateAfterRequests) {

    /** Lets a request pass untouched. */
    public static final FaultDecision PASS =
            new FaultDecision(Cut.NONE, 0, 0, 0, OptionalInt.empty(), OptionalInt.empty());

    /** Where a connection is cut. */
    public enum Cut {
        /** Not at all. */
        NONE,
        /** In the middle of the upload: the target never sees the whole request. */
        UPLOAD,
        /** The target got the whole request and answers; no byte of the answer reaches the client. */
        MISSING_ACK,
        /** In the middle of the answer. */
        ANSWER
    }

    /** True if the request has to be recorded because it is sent again, at once or late. */
    boolean replays() {
        return duplicateAfterMs.isPresent() || lateAfterRequests.isPresent();
    }

    /** True if a flow of which {@code bytes} have come is to be cut at this place, before the last of them. */
    boolean cuts(Cut where, long bytes) {
        return cut == where && bytes > cutAfterBytes;
    }
}
