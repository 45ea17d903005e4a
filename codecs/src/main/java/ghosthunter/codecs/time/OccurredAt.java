package ghosthunter.codecs.time;

import java.util.List;
import java.util.Optional;

/**
 * When an event happened, as the hub can know it: an interval, not a pretended instant. Pure; the rules are in PROTOCOL.md,
 * "Time".
 *
 * @param interval hub time
 * @param state how well it is known
 */
public record OccurredAt(Interval interval, ClockState state) {
    /** Up to this error a time counts as {@link ClockState#SYNCED}. */
    public static final long SYNCED_ERROR_MS_MAX = 5_000;

    /** The error of a wall clock across a boot, when the device's wall clock agrees with the hub's now. */
    public static final long WALL_ERROR_MS = 15 * 60_000L;

    /**
     * What the hub knows of the device's clocks when a change arrives.
     *
     * @param boot the boot in which the statement was made
     * @param sentUpMs the boot clock when it was sent
     * @param sentWallMs the device's wall clock when it was sent, milliseconds since 1970
     * @param receivedAtMs the hub's clock when it arrived
     * @param samples completed samples of any boot of this device
     * @param transportMsMax how long a statement can have been under way (the device's request time-out)
     * @param driftPpm how far the boot clock may drift, parts per million
     * @param hubErrorMs the hub's own clock error
     */
    public record Evidence(
            String boot,
            long sentUpMs,
            long sentWallMs,
            long receivedAtMs,
            List<ClockSample> samples,
            long transportMsMax,
            int driftPpm,
            long hubErrorMs) {
        public Evidence {
            samples = List.copyOf(samples);
        }
    }

    /** Places an event of boot {@code boot} at {@code upMs} whose wall clock said {@code wallMs}. */
    public static OccurredAt place(String boot, long upMs, long wallMs, Evidence evidence) {
        boolean sampled = evidence.samples().stream().anyMatch(s -> s.boot().equals(boot));
        boolean sameBoot = boot.equals(evidence.boot()) && upMs <= evidence.sentUpMs();
        if (!sampled && !sameBoot) {
            return byWallClock(wallMs, evidence);
        }
        Optional<Interval> common = Optional.of(new Interval(0, evidence.receivedAtMs() + evidence.hubErrorMs()));
        for (ClockSample sample : evidence.samples()) {
            if (sample.boot().equals(boot)) {
                common = common.flatMap(bySample(sample, upMs, evidence)::intersect);
            }
        }
        if (sameBoot) {
            common = common.flatMap(byStatement(upMs, evidence)::intersect);
        }
        return common.map(OccurredAt::bounded).orElseGet(() -> byArrival(wallMs, evidence));
    }

    private static OccurredAt bounded(Interval interval) {
        boolean synced = interval.errorMs() <= SYNCED_ERROR_MS_MAX;
        return new OccurredAt(interval, synced ? ClockState.SYNCED : ClockState.HOLDOVER);
    }

    private static Interval bySample(ClockSample sample, long upMs, Evidence evidence) {
        long distanceMs = Math.min(Math.abs(upMs - sample.t0Ms()), Math.abs(upMs - sample.t3Ms()));
        long errorMs = sample.errorMs() + drift(distanceMs, evidence) + evidence.hubErrorMs();
        return Interval.around(upMs + sample.offsetMs(), errorMs);
    }

    /** The unfinished sample that the statement itself is: it left after the event and was under way for a bounded time. */
    private static Interval byStatement(long upMs, Evidence evidence) {
        long ageMs = evidence.sentUpMs() - upMs;
        long errorMs = drift(ageMs, evidence) + evidence.hubErrorMs();
        long latestMs = evidence.receivedAtMs() - ageMs;
        return new Interval(latestMs - evidence.transportMsMax() - errorMs, latestMs + errorMs);
    }

    private static OccurredAt byWallClock(long wallMs, Evidence evidence) {
        long wallOffMs = Math.abs(evidence.sentWallMs() - evidence.receivedAtMs());
        if (wallOffMs > WALL_ERROR_MS || wallMs > evidence.receivedAtMs() + WALL_ERROR_MS) {
            return byArrival(wallMs, evidence);
        }
        Interval wide = Interval.around(wallMs, WALL_ERROR_MS);
        return new OccurredAt(wide.noLaterThan(evidence.receivedAtMs()), ClockState.HOLDOVER);
    }

    /** Nothing can be trusted but that it happened before it arrived; the wall clock is kept as the claim it is. */
    private static OccurredAt byArrival(long wallMs, Evidence evidence) {
        long claimMs = Math.min(wallMs, evidence.receivedAtMs());
        return new OccurredAt(new Interval(claimMs, evidence.receivedAtMs()), ClockState.UNTRUSTED);
    }

    private static long drift(long distanceMs, Evidence evidence) {
        return distanceMs * evidence.driftPpm() / 1_000_000 + 1;
    }
}
