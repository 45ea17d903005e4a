package ghosthunter.edge.sync;

import ghosthunter.codecs.change.Lane;
import ghosthunter.edge.sync.SyncState.Phase;
import java.util.random.RandomGenerator;

/**
 * When to sync next. Pure: each transition returns the next plan; {@code nowMs} is the boot clock, which never jumps.
 *
 * <pre>
 *            recorded, settled                 failed, attempts left
 *   WAITING ──────────────────► WAITING ──────────────────────────────► BACKING_OFF
 *      ▲                                                                     │ failed, attempts ran out
 *      │ settled (from every phase)        probe failed ┌──► RESTING ◄───────┘
 *      └──────────────────────────────────────────────  └──────┘
 *   from every phase: failed, hub busy ──► HELD;  failed, hub refuses ──► REFUSED
 * </pre>
 *
 * A change recorded outside of {@code WAITING} never shortens a wait: an outage must not cost an attempt for each drop-off.
 * Nor does any transition drop anything: the outbox keeps what is pending, and the plan always has a next time.
 *
 * @param pace how fast
 * @param phase what is waited for
 * @param attempts attempts of this cycle that failed, at most {@code pace.attemptsMax()}
 * @param refusals refusals in a row
 * @param idleRounds exchanges in a row that asked for another one at once without moving anything
 * @param urgent whether a critical change was recorded since the last exchange began
 * @param gatherUntilMs until then critical changes gather, because an exchange began a moment ago; later ones go at once
 * @param nextAtMs when, on the boot clock
 */
record SyncPlan(
        SyncPace pace,
        Phase phase,
        int attempts,
        int refusals,
        int idleRounds,
        boolean urgent,
        long gatherUntilMs,
        long nextAtMs) {
    /** After so many rounds that moved nothing the loop waits for its interval, whatever the receipts ask for. */
    static final int IDLE_ROUNDS_MAX = 3;

    /** No hub and no portal makes a device wait longer than this by {@code Retry-After}, milliseconds. */
    static final long HOLD_MS_MAX = 300_000;

    /** The hub may slow heartbeats down so much, not more. */
    private static final int HINT_FACTOR_MAX = 4;

    /**
     * What an exchange with a receipt did.
     *
     * @param pending how much waits for the next interval: urgent changes without an acknowledgement, a page not pulled
     * @param again whether there is a reason for another exchange at once: more than one batch or page, a rewind, a new epoch
     * @param moved whether anything was acknowledged or pulled
     * @param nextSyncMs the hub's wish for the next heartbeat, 0 for none
     */
    record Progress(long pending, boolean again, boolean moved, long nextSyncMs) {}

    /** The plan at the start of the process. */
    static SyncPlan start(SyncPace pace, long nowMs, RandomGenerator random) {
        return new SyncPlan(pace, Phase.WAITING, 0, 0, 0, false, nowMs, nowMs + random.nextLong(pace.startMsMax() + 1));
    }

    /**
     * A change of this lane was committed. A critical one goes at once: somebody stands before the door, and a fleet's doors do
     * not close together. What follows it soon gathers, so that a courier with many packages costs few exchanges.
     */
    SyncPlan recorded(Lane lane, long nowMs, RandomGenerator random) {
        boolean critical = lane == Lane.CRITICAL;
        if (phase != Phase.WAITING) {
            return at(phase, urgent || critical, nextAtMs);
        }
        long sendAtMs = critical ? gatheredAtMs(nowMs) : nowMs + Backoff.aboutMs(LanePlan.waitMs(lane, pace), random);
        return at(phase, urgent || critical, Math.min(nextAtMs, sendAtMs));
    }

    /** Something is pending that may wait for so long. */
    SyncPlan within(long waitMs, long nowMs, RandomGenerator random) {
        return phase == Phase.WAITING
                ? at(phase, urgent, Math.min(nextAtMs, nowMs + Backoff.aboutMs(waitMs, random)))
                : this;
    }

    /** Somebody heard that the hub has something. */
    SyncPlan ticked(long nowMs, RandomGenerator random) {
        return phase == Phase.WAITING ? at(phase, urgent, Math.min(nextAtMs, nowMs + urgentMs(random))) : this;
    }

    /** It goes at another pace from now on. */
    SyncPlan at(SyncPace next, long nowMs) {
        long latestMs = phase == Phase.WAITING ? nowMs + next.heartbeatMs() : nextAtMs;
        return new SyncPlan(
                next,
                phase,
                Math.min(attempts, next.attemptsMax()),
                refusals,
                idleRounds,
                urgent,
                gatherUntilMs,
                Math.min(nextAtMs, latestMs));
    }

    /** Somebody wants an exchange now: a new cycle. */
    SyncPlan demanded(long nowMs) {
        return new SyncPlan(pace, Phase.WAITING, 0, 0, 0, urgent, gatherUntilMs, nowMs);
    }

    /** An exchange begins. */
    SyncPlan begun(long nowMs, RandomGenerator random) {
        long gatherMs = urgentMs(random);
        return new SyncPlan(pace, phase, attempts, refusals, idleRounds, false, nowMs + gatherMs, nextAtMs);
    }

    /** An exchange brought a receipt. */
    SyncPlan settled(Progress progress, long nowMs, RandomGenerator random) {
        int rounds = progress.again() && !progress.moved() ? idleRounds + 1 : 0;
        boolean atOnce = progress.again() && rounds <= IDLE_ROUNDS_MAX;
        long sendAtMs = atOnce ? nowMs : nextAtMs(progress, nowMs, random);
        return new SyncPlan(pace, Phase.WAITING, 0, 0, atOnce ? rounds : 0, urgent, gatherUntilMs, sendAtMs);
    }

    /** An exchange brought none. */
    SyncPlan failed(SyncFailure failure, long nowMs, RandomGenerator random) {
        return switch (failure.kind()) {
            case REFUSED -> refused(nowMs, random);
            case BUSY -> busy(failure, nowMs, random);
            case RESTING -> at(Phase.RESTING, urgent, nowMs + Backoff.atLeastMs(pace.restMs() / 4 + 1, random));
            case UNREACHABLE, CUT, NO_RECEIPT, STORE -> failed(nowMs, random);
        };
    }

    /** The device has no identity yet: look again after one interval. */
    SyncPlan notEnrolled(long nowMs, RandomGenerator random) {
        long waitMs = Math.min(pace.intervalMs(), ENROLLMENT_MS);
        return new SyncPlan(
                pace, Phase.WAITING, 0, 0, 0, false, gatherUntilMs, nowMs + Backoff.aboutMs(waitMs, random));
    }

    /** How often a device without an identity looks whether it has one now: a file's existence, so it may be often. */
    private static final long ENROLLMENT_MS = 5_000;

    /** Whether the attempts of this cycle ran out, or the hub refused, or it asked to wait for longer than a person would. */
    boolean gaveUp(long nowMs) {
        return switch (phase) {
            case WAITING, BACKING_OFF -> false;
            case HELD -> attempts >= pace.attemptsMax() || nextAtMs - nowMs > pace.backoffMsMax();
            case RESTING, REFUSED -> true;
        };
    }

    private SyncPlan failed(long nowMs, RandomGenerator random) {
        int failures = Math.min(attempts + 1, pace.attemptsMax());
        boolean rests = failures == pace.attemptsMax();
        long waitMs = rests
                ? Backoff.atLeastMs(pace.restMs(), random)
                : Backoff.fullJitterMs(failures, pace.backoffMsBase(), pace.backoffMsMax(), random);
        Phase next = rests ? Phase.RESTING : Phase.BACKING_OFF;
        return new SyncPlan(pace, next, failures, 0, idleRounds, urgent, gatherUntilMs, nowMs + waitMs);
    }

    private SyncPlan busy(SyncFailure failure, long nowMs, RandomGenerator random) {
        int failures = Math.min(attempts + 1, pace.attemptsMax());
        long askedMs = Math.min(HOLD_MS_MAX, Math.max(failure.retryAfterMs(), pace.backoffMsBase()));
        long waitMs = failure.isOwnTurn() ? askedMs : spreadMs(askedMs, failures, random);
        return new SyncPlan(pace, Phase.HELD, failures, 0, idleRounds, urgent, gatherUntilMs, nowMs + waitMs);
    }

    /** Who is told the same as others comes spread over as long again, not in one wave with them. */
    private long spreadMs(long askedMs, int failures, RandomGenerator random) {
        long heldMs = failures == pace.attemptsMax() ? Math.max(askedMs, pace.intervalMs()) : askedMs;
        return heldMs + random.nextLong(heldMs + 1);
    }

    private SyncPlan refused(long nowMs, RandomGenerator random) {
        long waitMs = Backoff.stepMs(refusals + 1, pace.refusedMs(), pace.heartbeatMs());
        return new SyncPlan(
                pace,
                Phase.REFUSED,
                attempts,
                Math.min(refusals + 1, Integer.SIZE),
                idleRounds,
                urgent,
                gatherUntilMs,
                nowMs + Backoff.aboutMs(waitMs, random));
    }

    private long nextAtMs(Progress progress, long nowMs, RandomGenerator random) {
        if (urgent) {
            return gatheredAtMs(nowMs); // Also where it was recorded behind the count of what is pending.
        }
        if (progress.pending() > 0) {
            return nowMs + Backoff.aboutMs(pace.intervalMs(), random);
        }
        long heartbeatMs = pace.heartbeatMs();
        long wishMs = progress.nextSyncMs() == 0
                ? heartbeatMs
                : Math.max(pace.intervalMs(), Math.min(progress.nextSyncMs(), HINT_FACTOR_MAX * heartbeatMs));
        return nowMs + Backoff.aboutMs(wishMs, random);
    }

    private long gatheredAtMs(long nowMs) {
        return Math.max(nowMs, gatherUntilMs);
    }

    private long urgentMs(RandomGenerator random) {
        return pace.urgentMsMin() + random.nextLong(pace.urgentMsMax() - pace.urgentMsMin() + 1);
    }

    private SyncPlan at(Phase newPhase, boolean newUrgent, long newNextAtMs) {
        return new SyncPlan(pace, newPhase, attempts, refusals, idleRounds, newUrgent, gatherUntilMs, newNextAtMs);
    }
}
