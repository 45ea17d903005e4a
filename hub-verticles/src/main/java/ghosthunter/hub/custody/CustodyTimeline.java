package ghosthunter.hub.custody;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.entity.PoisonException;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.time.ClockSample;
import ghosthunter.codecs.time.ClockState;
import ghosthunter.codecs.time.Hlc;
import ghosthunter.codecs.time.OccurredAt;
import ghosthunter.hub.custody.Custody.Kind;
import ghosthunter.hub.custody.Custody.Source;
import ghosthunter.hub.custody.Custody.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the changes of one package, and what became of each, into one line of time. Pure. */
final class CustodyTimeline {
    /** An event and its record are one moment when the device's wall clock says that they are no farther apart. */
    private static final long SAME_MOMENT_MS = 2_000;

    private final ClockLimits clocks;
    private final Map<String, List<ClockSample>> samplesByDevice;
    private final Set<String> told = new HashSet<>();
    private final List<Placed> steps = new ArrayList<>();

    private CustodyTimeline(ClockLimits clocks, Map<String, List<ClockSample>> samplesByDevice) {
        this.clocks = clocks;
        this.samplesByDevice = samplesByDevice;
    }

    /** A step and where it stands: the steps of one change keep their order even where their intervals overlap. */
    private record Placed(Step step, Instant notBefore) {}

    /** A moment in hub time. */
    private record Moment(Instant at, long errorMs, ClockState state, Source source) {}

    static Custody of(
            TenantId tenant,
            String trackingId,
            List<Recorded> records,
            Map<String, List<ClockSample>> samplesByDevice,
            ClockLimits clocks) {
        CustodyTimeline timeline = new CustodyTimeline(clocks, samplesByDevice);
        records.forEach(timeline::add);
        List<Step> ordered = timeline.steps.stream()
                .sorted(Comparator.comparing(Placed::notBefore))
                .map(Placed::step)
                .toList();
        return new Custody(tenant, trackingId, ordered);
    }

    private void add(Recorded record) {
        boolean pickedUp = record.change().op().equals(PackageFact.PICK_UP);
        Moment recorded = occurred(record);
        Moment event = event(record, recorded);
        List<Step> own = new ArrayList<>();
        Kind kind = pickedUp ? Kind.PICKED_UP : Kind.DOOR_CLOSED;
        String moment =
                record.ref().device() + " " + kind + " " + record.change().at();
        if (told.add(moment)) {
            own.add(step(kind, event, record.change().at(), record, ""));
        }
        if (signed(record) != null) {
            own.add(step(Kind.RECORDED, recorded, null, record, ""));
        }
        addAttempt(own, record);
        own.add(step(Kind.RECEIVED, hub(record.receivedAt()), null, record, dialect(record)));
        own.add(step(
                Kind.HUB_RECORDED,
                hub(record.recordedAt()),
                null,
                record,
                Objects.requireNonNullElse(record.aside(), "")));
        addVerified(own, record);
        place(own);
    }

    private void place(List<Step> own) {
        Instant notBefore = Instant.MIN;
        for (Step step : own) {
            notBefore = step.at().isAfter(notBefore) ? step.at() : notBefore;
            steps.add(new Placed(step, notBefore));
        }
    }

    /** When the record was made: anew with every sample that is known now, unless it was placed better when it arrived. */
    private Moment occurred(Recorded record) {
        Statement statement = signed(record);
        Moment stored = moment(
                record.occurredAt(),
                record.occurredErrorMs(),
                record.clockState(),
                record.change().boot(),
                record);
        if (statement == null) {
            return stored;
        }
        Moment now = placed(
                record.change().boot(),
                record.change().upMs(),
                record.change().at().toEpochMilli(),
                statement,
                record);
        boolean storedIsBetter = now.state() == ClockState.UNTRUSTED
                || (stored.state() != ClockState.UNTRUSTED && stored.errorMs() <= now.errorMs());
        return storedIsBetter ? stored : now;
    }

    /** When the door closed: with the record, unless the device's own clock says that it was told later. */
    private static Moment event(Recorded record, Moment recorded) {
        long recordedWallMs = Hlc.wallMs(record.change().hlc());
        long atMs = record.change().at().toEpochMilli();
        if (signed(record) == null || Math.abs(recordedWallMs - atMs) <= SAME_MOMENT_MS) {
            return recorded;
        }
        Instant claim = record.change().at().isAfter(recorded.at())
                ? recorded.at()
                : record.change().at();
        return new Moment(claim, OccurredAt.WALL_ERROR_MS, ClockState.UNTRUSTED, Source.DEVICE_WALL_CLOCK);
    }

    private void addAttempt(List<Step> own, Recorded record) {
        Statement statement = signed(record);
        if (statement != null && record.sent() != null) {
            Statement.ClockReading clock = statement.clock();
            Moment sent = placed(clock.boot(), clock.upMs(), clock.wallMs(), statement, record);
            Instant wall = Instant.ofEpochMilli(clock.wallMs());
            own.add(step(
                    Kind.ATTEMPT, sent, wall, record, attempts(record.sent().attempt())));
            return;
        }
        try {
            List<Step> claimed =
                    PackageFact.of(record.change()).fold(drop -> claimed(drop, record), pickUp -> List.of());
            own.addAll(claimed);
        } catch (PoisonException e) {
            return; // It is in quarantine, and its other steps say why.
        }
    }

    /** The attempt as a locker that does not sign tells it. */
    private List<Step> claimed(PackageFact.DropOff drop, Recorded record) {
        if (drop.attemptAt() == null) {
            return List.of();
        }
        Instant at = drop.attemptAt().isAfter(record.receivedAt()) ? record.receivedAt() : drop.attemptAt();
        Moment claim = new Moment(at, OccurredAt.WALL_ERROR_MS, ClockState.UNTRUSTED, Source.DEVICE_WALL_CLOCK);
        return List.of(step(Kind.ATTEMPT, claim, drop.attemptAt(), record, attempts(drop.attempt())));
    }

    private void addVerified(List<Step> own, Recorded record) {
        Recorded.Sent sent = record.sent();
        if (sent != null && sent.verifiedAt() != null) {
            boolean synced = sent.verifiedErrorMs() <= OccurredAt.SYNCED_ERROR_MS_MAX;
            ClockState state = synced ? ClockState.SYNCED : ClockState.HOLDOVER;
            Moment verified = new Moment(sent.verifiedAt(), sent.verifiedErrorMs(), state, Source.DEVICE_BOOT_CLOCK);
            own.add(step(Kind.RECEIPT_VERIFIED, verified, null, record, ""));
        }
    }

    private Moment placed(String boot, long upMs, long wallMs, Statement statement, Recorded record) {
        Statement.ClockReading clock = statement.clock();
        OccurredAt placed = OccurredAt.place(
                boot,
                upMs,
                wallMs,
                new OccurredAt.Evidence(
                        clock.boot(),
                        clock.upMs(),
                        clock.wallMs(),
                        record.receivedAt().toEpochMilli(),
                        samples(record),
                        clock.timeoutMs(),
                        clocks.driftPpm(),
                        clocks.hubErrorMs()));
        return moment(placed.interval().centre(), placed.interval().errorMs(), placed.state(), boot, record);
    }

    private Moment moment(Instant at, long errorMs, ClockState state, String boot, Recorded record) {
        Statement statement = signed(record);
        boolean byBootClock = state != ClockState.UNTRUSTED
                && statement != null
                && (statement.clock().boot().equals(boot)
                        || samples(record).stream().anyMatch(s -> s.boot().equals(boot)));
        return new Moment(at, errorMs, state, byBootClock ? Source.DEVICE_BOOT_CLOCK : Source.DEVICE_WALL_CLOCK);
    }

    private List<ClockSample> samples(Recorded record) {
        return samplesByDevice.getOrDefault(record.ref().device().value(), List.of());
    }

    private Moment hub(Instant at) {
        return new Moment(at, clocks.hubErrorMs(), ClockState.SYNCED, Source.HUB_CLOCK);
    }

    private static @Nullable Statement signed(Recorded record) {
        return record.sent() == null ? null : record.sent().statement();
    }

    private static String attempts(long before) {
        return before == 0 ? "" : "sent " + before + (before == 1 ? " time" : " times") + " before";
    }

    private static String dialect(Recorded record) {
        Recorded.Sent sent = record.sent();
        return sent == null || sent.dialect() == null ? "" : "unsigned, by dialect " + sent.dialect();
    }

    private static Step step(Kind kind, Moment moment, @Nullable Instant deviceTime, Recorded record, String detail) {
        return new Step(
                kind,
                moment.at(),
                moment.errorMs(),
                moment.state(),
                moment.source(),
                deviceTime,
                record.change().op(),
                record.ref(),
                detail);
    }
}
