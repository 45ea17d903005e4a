package ghosthunter.hub.ledger;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.entity.PoisonException;
import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.time.OccurredAt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Chains for a client that does not sign: in the device's unsigned epoch, which is made once. A change whose id the ledger has
 * is not appended again. Pure.
 */
final class UnsignedJudge {
    private final GroupWork work;
    private final Appender appender;
    private final CentreCheck check;
    private final Supplier<Epoch> epochs;

    UnsignedJudge(GroupWork work, Appender appender, CentreCheck check, Supplier<Epoch> epochs) {
        this.work = work;
        this.appender = appender;
        this.check = check;
        this.epochs = epochs;
    }

    Judged judge(Intake.Unsigned intake) {
        DeviceRef ref = intake.device();
        Row.Device device = work.devices.get(ref);
        if (device == null) {
            return Judged.failed(ProblemType.UNKNOWN_DEVICE, "the ledger could not create device " + ref);
        }
        Epoch epoch = device.unsignedEpoch() == null ? epochs.get() : device.unsignedEpoch();
        Key.OfEpoch key = new Key.OfEpoch(ref, epoch);
        Problem refusal = check.refusal(intake, key);
        if (refusal != null) {
            return Judged.failed(refusal);
        }
        Instant receivedAt = Instant.ofEpochMilli(intake.submission().receivedAtMs());
        Row.OfEpoch known = work.epochs.get(key);
        Row.OfEpoch before = known == null ? new Row.OfEpoch(key, receivedAt, 0, 0, false) : known;
        work.devices.put(ref, device.unsigned(epoch, receivedAt));

        List<LaneReceipt> receipts = new ArrayList<>();
        List<Row.Appended> appended = new ArrayList<>();
        Map<Lane, List<ReadLine>> fresh = fresh(intake);
        fresh.forEach((lane, lines) -> {
            Appender.Source source = source(intake, before.lastExchange() + 1, receivedAt, lines);
            receipts.add(append(key.chain(lane), lines, source, appended));
        });
        boolean moved = !appended.isEmpty();
        work.epochs.put(key, moved ? before.exchanged(before.lastExchange() + 1) : before);
        if (moved) {
            work.evidence.add(evidence(intake, key, before.lastExchange() + 1, receipts, appended));
        }
        return Judged.lanes(receipts);
    }

    /** The lanes that the lines touch, with what of each is new. */
    private Map<Lane, List<ReadLine>> fresh(Intake.Unsigned intake) {
        Map<Lane, List<ReadLine>> lanes = new EnumMap<>(Lane.class);
        Set<UUID> seen = new HashSet<>();
        for (ReadLine read : intake.read()) {
            Lane lane = read.reading()
                    .fold(valid -> work.settings.entities().lane(valid.change().type()), poison -> Lane.MEDIUM);
            List<ReadLine> lines = lanes.computeIfAbsent(lane, l -> new ArrayList<>());
            boolean isNew =
                    work.variants(new Key.Change(intake.device(), read.id())).isEmpty();
            if (isNew && seen.add(read.id())) {
                lines.add(read);
            }
        }
        return lanes;
    }

    private LaneReceipt append(
            Key.Chain chain, List<ReadLine> lines, Appender.Source source, List<Row.Appended> appended) {
        Head genesis = Chain.genesis(chain.device(), chain.epoch(), chain.lane());
        Row.ChainHead row = appender.headRow(chain, genesis);
        if (lines.isEmpty()) {
            return row.receipt(Verdict.KNOWN);
        }
        Run run = Run.of(row.head(), lines.stream().map(ReadLine::line).toList());
        appended.add(new Row.Appended(chain.lane(), run.from(), run.to(), source.attempt()));
        return appender.append(row, run, lines, source).receipt(Verdict.APPENDED);
    }

    /** Nothing measures such a client's clocks: its wall clock is believed as far as it agreed with the hub's at sending. */
    private Appender.Source source(Intake.Unsigned intake, long exchange, Instant receivedAt, List<ReadLine> lines) {
        Instant sentAt = lines.stream()
                .map(UnsignedJudge::attemptAt)
                .filter(java.util.Objects::nonNull)
                .reduce(null, (first, last) -> last);
        Placement placement = new Placement(new OccurredAt.Evidence(
                "",
                0,
                sentAt == null ? 0 : sentAt.toEpochMilli(),
                intake.submission().receivedAtMs(),
                List.of(),
                0,
                work.settings.driftPpm(),
                work.settings.hubErrorMs()));
        return new Appender.Source(exchange, receivedAt, sentAt, 0, placement, false);
    }

    private static @Nullable Instant attemptAt(ReadLine read) {
        return read.reading().fold(valid -> attemptAt(valid.change()), poison -> null);
    }

    private static @Nullable Instant attemptAt(Change change) {
        if (!change.type().equals(EntityTypes.PACKAGE)) {
            return null;
        }
        try {
            return PackageFact.of(change).fold(PackageFact.DropOff::attemptAt, pickUp -> null);
        } catch (PoisonException e) {
            return null;
        }
    }

    private Row.Evidence evidence(
            Intake.Unsigned intake,
            Key.OfEpoch key,
            long exchange,
            List<LaneReceipt> receipts,
            List<Row.Appended> appended) {
        byte[][] heads = receipts.stream()
                .map(lane -> lane.durable().hash().toString().getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        return new Row.Evidence(
                key,
                exchange,
                Hash.sha256(heads),
                null,
                intake.submission().dialect(),
                exchange,
                appended,
                Instant.ofEpochMilli(intake.submission().receivedAtMs()),
                work.now);
    }
}
