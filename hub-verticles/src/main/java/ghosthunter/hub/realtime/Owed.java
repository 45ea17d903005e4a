package ghosthunter.hub.realtime;

import ghosthunter.codecs.exchange.Trigger.Reason;

/**
 * Whether a device is owed a call. At most one is under way until the device has exchanged, however much news there is; what somebody
 * calls it for is told all the same. Pure.
 *
 * <pre>
 *   NOTHING ──news──► QUEUED ──told──► TOLD ──news──► TOLD_AND_MORE ──overdue──► QUEUED
 *   TOLD, TOLD_AND_MORE ──an operator's call──► QUEUED
 *   every state ──exchanged──► NOTHING
 * </pre>
 *
 * @param reason of the call; of several the first
 * @param toldAtNanos when it was called
 */
record Owed(State state, Reason reason, long toldAtNanos) {
    enum State {
        NOTHING,
        QUEUED,
        TOLD,
        TOLD_AND_MORE
    }

    static final Owed NOTHING = new Owed(State.NOTHING, Reason.NEWS, 0);

    /** There is something for the device. */
    Owed news(Reason why) {
        if (why == Reason.OPERATOR && state != State.QUEUED) {
            return new Owed(State.QUEUED, why, 0);
        }
        return switch (state) {
            case NOTHING -> new Owed(State.QUEUED, why, 0);
            case TOLD -> new Owed(State.TOLD_AND_MORE, why, toldAtNanos);
            case QUEUED, TOLD_AND_MORE -> this;
        };
    }

    /** It was called, if it still was to be. */
    Owed told(long nowNanos) {
        return state == State.QUEUED ? new Owed(State.TOLD, reason, nowNanos) : this;
    }

    /** It came, and reads all that there was. */
    Owed exchanged() {
        return NOTHING;
    }

    /** It was called long ago, did not come here, and there is more: it may have come to another node. */
    Owed overdue(long nowNanos, long againNanos) {
        return state == State.TOLD_AND_MORE && nowNanos - toldAtNanos >= againNanos
                ? new Owed(State.QUEUED, reason, 0)
                : this;
    }

    boolean isQueued() {
        return state == State.QUEUED;
    }
}
