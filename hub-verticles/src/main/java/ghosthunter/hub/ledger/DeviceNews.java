package ghosthunter.hub.ledger;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.time.ClockSample;
import ghosthunter.codecs.time.OccurredAt;
import ghosthunter.hub.projection.Occurred;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a statement says of its device beside the changes. A delayed statement revives nothing. Pure. */
final class DeviceNews {
    /** After this silence of the current epoch, another that speaks is believed to be the current one. */
    static final Duration SILENCE = Duration.ofHours(1);

    /** The longest time that a statement is believed to have been under way, milliseconds. */
    static final long TRANSPORT_MS_MAX = 10 * 60_000L;

    private static final long WALL_MS_MAX =
            Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

    private final GroupWork work;
    private final Statement statement;
    private final Instant receivedAt;
    private final DeviceRef ref;
    private final Key.OfEpoch key;
    private final Row.@Nullable OfEpoch known;
    private final boolean untrusted;
    private final Map<Key.Boot, List<ClockSample>> samples = new LinkedHashMap<>();

    /** @param untrusted whether nothing is believed of what it says beside the changes */
    DeviceNews(GroupWork work, Statement statement, Instant receivedAt, boolean untrusted) {
        this.untrusted = untrusted;
        this.work = work;
        this.statement = statement;
        this.receivedAt = receivedAt;
        this.ref = statement.device();
        this.key = new Key.OfEpoch(ref, statement.epoch());
        this.known = work.epochs.get(key);
        for (Key.Boot boot : work.boots(ref)) {
            samples.put(boot, new ArrayList<>(work.view.samples().getOrDefault(boot, List.of())));
        }
        if (!untrusted) {
            statement.samples().forEach(this::addSample);
        }
    }

    /** The epoch before this exchange. */
    Row.OfEpoch epochBefore() {
        return known == null ? new Row.OfEpoch(key, receivedAt, 0, 0, false) : known;
    }

    /** The device's wall clock when it sent, where it can be one. */
    @Nullable
    Instant sentAt() {
        long wallMs = statement.clock().wallMs();
        return wallMs > WALL_MS_MAX ? null : Instant.ofEpochMilli(wallMs);
    }

    /** What is known of the device's clocks: the samples kept of each boot, and those just told. */
    Placement placement() {
        Statement.ClockReading clock = statement.clock();
        return new Placement(new OccurredAt.Evidence(
                clock.boot(),
                clock.upMs(),
                clock.wallMs(),
                receivedAt.toEpochMilli(),
                samples.values().stream().flatMap(List::stream).toList(),
                Math.min(clock.timeoutMs(), TRANSPORT_MS_MAX),
                work.settings.driftPpm(),
                work.settings.hubErrorMs()));
    }

    /**
     * Writes the news into the rows.
     *
     * @param forked whether a lane disagrees with the ledger
     * @param acknowledged how many of the changes that it counts as pending the receipt acknowledges
     */
    void apply(boolean forked, long acknowledged) {
        Row.OfEpoch before = epochBefore();
        boolean isNewer = !untrusted && statement.exchange() > before.lastExchange();
        Row.OfEpoch after = untrusted ? before : verified(before.exchanged(statement.exchange()));
        Row.Device device = Objects.requireNonNull(work.devices.get(ref));
        if (isNewer && isCurrent(device)) {
            device = told(device, acknowledged);
            namePastEpochs();
        }
        if (forked && !before.forked()) {
            device = forked(device);
            after = after.asForked();
        }
        if (known == null) {
            statement.epochs().forEach(this::raiseAbandoned);
        }
        work.devices.put(ref, device);
        work.epochs.put(key, after);
    }

    private void addSample(ClockSample sample) {
        Key.Boot boot = new Key.Boot(ref, sample.boot());
        List<ClockSample> kept = samples.computeIfAbsent(boot, b -> new ArrayList<>());
        if (kept.stream().anyMatch(s -> s.t0Ms() == sample.t0Ms())) {
            return;
        }
        kept.add(sample);
        work.samplesAdded.add(new GroupWrites.Sample(boot, sample));
        if (kept.size() > work.settings.samplesPerBootMax()) {
            ClockSample oldest = kept.stream()
                    .min(java.util.Comparator.comparingLong(ClockSample::t0Ms))
                    .orElseThrow();
            drop(boot, kept, oldest);
        }
    }

    private void drop(Key.Boot boot, List<ClockSample> kept, ClockSample oldest) {
        GroupWrites.Sample dropped = new GroupWrites.Sample(boot, oldest);
        kept.remove(oldest);
        if (!work.samplesAdded.remove(dropped)) {
            work.samplesDropped.add(dropped);
        }
    }

    /** A new epoch, the one that spoke last, the successor of that one, or the only one that still speaks. */
    private boolean isCurrent(Row.Device device) {
        return known == null
                || device.epoch() == null
                || device.epoch().equals(statement.epoch())
                || statement.epochs().stream().anyMatch(past -> past.epoch().equals(device.epoch()))
                || device.lastSeenAt() == null
                || device.lastSeenAt().plus(SILENCE).isBefore(receivedAt);
    }

    private Row.Device told(Row.Device device, long acknowledged) {
        Instant seenAt = device.lastSeenAt() == null || receivedAt.isAfter(device.lastSeenAt())
                ? receivedAt
                : device.lastSeenAt();
        Statement.Telemetry telemetry = statement.telemetry();
        return new Row.Device(
                ref,
                statement.epoch(),
                device.unsignedEpoch(),
                seenAt,
                Math.max(0, telemetry.pending() - acknowledged),
                telemetry.batteryPct(),
                telemetry.waiting(),
                device.forks(),
                device.kind());
    }

    /** An epoch that was named as past is not new any more, should one of its statements arrive late. */
    private void namePastEpochs() {
        for (Statement.EpochHeads past : statement.epochs()) {
            Key.OfEpoch pastKey = new Key.OfEpoch(ref, past.epoch());
            if (!pastKey.equals(key) && work.epochs.get(pastKey) == null) {
                work.epochs.put(pastKey, new Row.OfEpoch(pastKey, receivedAt, 0, 0, false));
            }
        }
    }

    private Row.Device forked(Row.Device device) {
        Row.Device again = device.forkedAgain();
        if (again.forks() > 1) {
            JsonObject detail =
                    new JsonObject().put("epoch", statement.epoch().toString()).put("forks", again.forks());
            work.findings.raise(FindingKind.CLONE, ref, ref.device().value(), detail, work.now);
        }
        return again;
    }

    private Row.OfEpoch verified(Row.OfEpoch epoch) {
        Statement.Verified told = statement.verified();
        if (told == null || told.exchange() >= statement.exchange() || told.exchange() <= epoch.verifiedExchange()) {
            return epoch;
        }
        work.verified.add(new Row.Verified(key, told.exchange(), told.receipt(), verifiedAt(told)));
        return epoch.verified(told.exchange());
    }

    private Occurred verifiedAt(Statement.Verified told) {
        long wallMs = told.at().isAfter(Instant.ofEpochMilli(WALL_MS_MAX))
                ? WALL_MS_MAX
                : Math.max(0, told.at().toEpochMilli());
        return placement().place(told.boot(), told.upMs(), wallMs);
    }

    private void raiseAbandoned(Statement.EpochHeads past) {
        if (past.epoch().equals(statement.epoch())) {
            return;
        }
        for (Head theirs : past.heads()) {
            Key.Chain chain = new Key.Chain(ref, past.epoch(), theirs.lane());
            Row.ChainHead ours = work.heads.get(chain);
            long oursSeq = ours == null ? 0 : ours.seq();
            if (theirs.seq() > oursSeq) {
                JsonObject detail = new JsonObject()
                        .put("hub_seq", oursSeq)
                        .put("device_seq", theirs.seq())
                        .put("successor", statement.epoch().toString());
                work.findings.raise(FindingKind.ABANDONED, ref, chain.subject(), detail, work.now);
            }
        }
    }
}
