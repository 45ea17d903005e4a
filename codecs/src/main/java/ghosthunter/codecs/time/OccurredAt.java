package ghosthunter.codecs.time;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * When an event happened, as the hub can know it: an interval, not a pretended instant. Pure and total: absurd readings give a
 * wide or untrusted interval, never an exception. The rules are in PROTOCOL.md, "Time".
 *
 * @param interval hub time
 * @param state how well it is known
 */
public record OccurredAt(Interval interval, ClockState state) {
    /** Up to this error a time counts as {@link ClockState#SYNCED}. */
    public static final long SYNCED_ERROR_MS_MAX = 5_000;

    /** The error of a wall clock across a boot, when the device's wall clock agrees with the hub's now. */
    public static final long WALL_ERROR_MS = 15 * 60_000L;

    /** How coarse readings are: {@code /proc/uptime} counts 10 ms, the hub's clock 1 ms. */
    public static final long RESOLUTION_MS = 11;

    /** How far back an untrusted interval reaches when every clock says that the event is yet to come. */
    public static final long UNTRUSTED_REACH_MS = 30 * 86_400_000L;

    /** A boot clock that drifts more is broken. */
    public static final int DRIFT_PPM_MAX = 10_000;

    /**
     * What the hub knows of the device's clocks when a change arrives. Readings that no clock can have are taken as the nearest
     * that it can.
     *
     * @param boot the boot in which the statement was made
     * @param sentUpMs the boot clock when it was sent
     * @param sentWallMs the device's wall clock when it was sent, milliseconds since 1970
     * @param receivedAtMs the hub's clock when it arrived
     * @param samples completed samples of any boot of this device
     * @param transportMsMax how long a statement can have been under way (the device's request time-out)
     * @param driftPpm how far the boot clock may drift from the hub's, parts per million of its own reading
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
            sentUpMs = Timestamps.clamp(sentUpMs);
            sentWallMs = Timestamps.clamp(sentWallMs);
            receivedAtMs = Timestamps.clamp(receivedAtMs);
            transportMsMax = Timestamps.clamp(transportMsMax);
            driftPpm = Math.max(0, Math.min(driftPpm, DRIFT_PPM_MAX));
            hubErrorMs = Timestamps.clamp(hubErrorMs);
        }

        /** The latest that an event can have happened of which the hub knows: its arrival. */
        long latestMs() {
            return receivedAtMs + hubErrorMs;
        }
    }

    /** Places an event of boot {@code boot} at {@code upMs} whose wall clock said {@code wallMs}. */
    public static OccurredAt place(String boot, long upMs, long wallMs, Evidence evidence) {
        long eventUpMs = Timestamps.clamp(upMs);
        long eventWallMs = Timestamps.clamp(wallMs);
        List<ClockSample> samples =
                evidence.samples().stream().filter(s -> s.boot().equals(boot)).toList();
        boolean sameBoot = boot.equals(evidence.boot());
        if (samples.isEmpty() && !sameBoot) {
            return byWallClock(eventWallMs, evidence);
        }
        if (sameBoot && eventUpMs > evidence.sentUpMs()) {
            return byArrival(eventWallMs, evidence);
        }
        Optional<Interval> common = Optional.of(new Interval(0, evidence.latestMs()));
        for (ClockSample sample : samples) {
            common = common.flatMap(c -> bySample(sample, eventUpMs, evidence).flatMap(c::intersect));
        }
        if (sameBoot) {
            common = common.flatMap(byStatement(eventUpMs, evidence)::intersect);
        }
        return common.map(interval -> bounded(interval, !samples.isEmpty()))
                .orElseGet(() -> byArrival(eventWallMs, evidence));
    }

    private static OccurredAt bounded(Interval interval, boolean sampled) {
        boolean synced = sampled && interval.errorMs() <= SYNCED_ERROR_MS_MAX;
        return new OccurredAt(interval, synced ? ClockState.SYNCED : ClockState.HOLDOVER);
    }

    /**
     * The request left after t0 and arrived before t1: boot time plus (t1 - t0) is at or after hub time then. The answer left
     * after t2 and arrived before t3: boot time plus (t2 - t3) is at or before hub time then. Away from t0 and t3 drift widens
     * both. Nothing, when the hub's clock stepped in between.
     */
    private static Optional<Interval> bySample(ClockSample sample, long upMs, Evidence evidence) {
        long slackMs = evidence.hubErrorMs() + RESOLUTION_MS;
        long sinceSentMs = Math.abs(upMs - sample.t0Ms());
        long sinceReceivedMs = Math.abs(upMs - sample.t3Ms());
        long from = upMs + sample.t2Ms() - sample.t3Ms() - drift(sinceReceivedMs, evidence) - slackMs;
        long to = upMs + sample.t1Ms() - sample.t0Ms() + drift(sinceSentMs, evidence) + slackMs;
        return from <= to ? Optional.of(new Interval(from, to)) : Optional.empty();
    }

    /** The unfinished sample that the statement itself is: it left after the event and was under way for a bounded time. */
    private static Interval byStatement(long upMs, Evidence evidence) {
        long ageMs = evidence.sentUpMs() - upMs;
        long errorMs = drift(ageMs, evidence) + evidence.hubErrorMs() + RESOLUTION_MS;
        long latestMs = evidence.receivedAtMs() - ageMs;
        return new Interval(latestMs - evidence.transportMsMax() - errorMs, latestMs + errorMs);
    }

    /** What the wall clock is off now is known only as well as the time that the statement was under way. */
    private static OccurredAt byWallClock(long wallMs, Evidence evidence) {
        long wallOffMs = Math.abs(evidence.sentWallMs() - evidence.receivedAtMs())
                + evidence.transportMsMax()
                + evidence.hubErrorMs()
                + RESOLUTION_MS;
        if (wallOffMs > WALL_ERROR_MS || wallMs > evidence.receivedAtMs() + WALL_ERROR_MS) {
            return byArrival(wallMs, evidence);
        }
        Interval wide = Interval.around(wallMs, WALL_ERROR_MS);
        return new OccurredAt(wide.noLaterThan(evidence.latestMs()), ClockState.HOLDOVER);
    }

    /**
     * Nothing is sure but that it happened before it arrived. The interval begins with the earlier of two claims: the wall
     * clock as it was, and the wall clock if it was as wrong then as it is now. Claims of the future are no claims.
     */
    private static OccurredAt byArrival(long wallMs, Evidence evidence) {
        long wallOffMs = evidence.sentWallMs() - evidence.receivedAtMs();
        long earliestMs = LongStream.of(wallMs, wallMs - wallOffMs)
                .filter(claim -> claim <= evidence.latestMs())
                .min()
                .orElse(evidence.receivedAtMs() - UNTRUSTED_REACH_MS);
        long fromMs = Math.max(0, earliestMs - WALL_ERROR_MS);
        return new OccurredAt(
                new Interval(Math.min(fromMs, evidence.latestMs()), evidence.latestMs()), ClockState.UNTRUSTED);
    }

    private static long drift(long distanceMs, Evidence evidence) {
        return distanceMs * evidence.driftPpm() / 1_000_000 + 1;
    }
}
