package ghosthunter.hub.ledger;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.exchange.Exchange;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.id.UuidV7;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.time.ClockSample;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A locker as the ledger sees it: chains, statements, and every way to get them wrong. */
final class TestLocker {
    static final TenantId TENANT = TenantId.DEFAULT;
    private static final SigningKey KEY = SigningKey.generate(new SecureRandom());

    final DeviceRef ref;
    Epoch epoch;
    long exchange;
    String boot = "boot-1";
    Statement.@Nullable Verified verified;
    final List<ClockSample> samples = new ArrayList<>();
    final List<Statement.EpochHeads> past = new ArrayList<>();
    private final InstantSource clock;
    private final UuidV7 ids;
    private final long startMs;
    private final Map<Lane, Integer> sent = new EnumMap<>(Lane.class);
    private Map<Lane, List<Line>> lanes = new EnumMap<>(Lane.class);

    TestLocker(String code, InstantSource clock, long seed) {
        this(TENANT, code, clock, seed);
    }

    TestLocker(TenantId tenant, String code, InstantSource clock, long seed) {
        this.ref = new DeviceRef(tenant, new DeviceId(code));
        this.clock = clock;
        this.ids = new UuidV7(clock, new Random(seed * 31 + code.hashCode()));
        this.startMs = clock.millis() - 60_000;
        this.epoch = new Epoch(ids.next());
    }

    @CanIgnoreReturnValue
    Change dropOff(String trackingId) {
        return record(EntityTypes.PACKAGE, trackingId, PackageFact.DROP_OFF, PackageFact.dropOffJson("A1", null, 0));
    }

    @CanIgnoreReturnValue
    Change pickUp(String trackingId) {
        return record(EntityTypes.PACKAGE, trackingId, PackageFact.PICK_UP, "{}");
    }

    @CanIgnoreReturnValue
    Change record(String type, String key, String op, String data) {
        Change change = change(ids.next(), type, key, op, data);
        add(EntityCatalog.BUILT_IN.lane(type), change.line());
        return change;
    }

    /** Writes an entity of which it saw version {@code base}. */
    @CanIgnoreReturnValue
    Change write(String type, String key, String op, long base, String data) {
        Change change = change(ids.next(), type, key, op, base, data);
        add(EntityCatalog.BUILT_IN.lane(type), change.line());
        return change;
    }

    Change change(UUID id, String type, String key, String op, String data) {
        return change(id, type, key, op, 0, data);
    }

    private Change change(UUID id, String type, String key, String op, long base, String data) {
        return ChangeLine.write(id, type, key, op, clock.instant(), boot, upMs(), clock.millis() << 16, base, data);
    }

    void add(Lane lane, Line line) {
        lines(lane).add(line);
    }

    void add(Lane lane, String line) {
        add(lane, Line.of(line));
    }

    List<Line> lines(Lane lane) {
        return lanes.computeIfAbsent(lane, l -> new ArrayList<>());
    }

    long upMs() {
        return clock.millis() - startMs;
    }

    Head headAt(Lane lane, long seq) {
        return Run.of(Chain.genesis(ref, epoch, lane), lines(lane).subList(0, (int) seq))
                .head();
    }

    Head head(Lane lane) {
        return headAt(lane, lines(lane).size());
    }

    Run run(Lane lane, long after, long to) {
        return Run.of(headAt(lane, after), lines(lane).subList((int) after, (int) to));
    }

    Run runAfter(Lane lane, long after) {
        return run(lane, after, lines(lane).size());
    }

    /** Everything of every lane, from the first change on. */
    Submission.Signed all() {
        return submission(lanes.keySet().stream().map(lane -> runAfter(lane, 0)).toList());
    }

    /** What was recorded since this was asked the last time. */
    Submission.Signed fresh() {
        List<Run> runs = lanes.keySet().stream()
                .filter(lane -> lines(lane).size() > sent.getOrDefault(lane, 0))
                .map(lane -> runAfter(lane, sent.getOrDefault(lane, 0)))
                .toList();
        lanes.forEach((lane, lines) -> sent.put(lane, lines.size()));
        return submission(runs);
    }

    /** What follows {@code after} in the critical lane. */
    Submission.Signed after(long after) {
        return submission(List.of(runAfter(Lane.CRITICAL, after)));
    }

    Submission.Signed submission(List<Run> runs) {
        exchange++;
        return statement(exchange, runs);
    }

    Submission.Signed statement(long number, List<Run> runs) {
        List<Statement.EpochHeads> heads = new ArrayList<>();
        heads.add(new Statement.EpochHeads(
                epoch, lanes.keySet().stream().map(this::head).toList()));
        heads.addAll(past);
        Statement statement = new Statement(
                "hub-test",
                ref,
                epoch,
                number,
                new Statement.ClockReading(boot, upMs(), clock.millis(), 10_000),
                heads,
                runs.stream()
                        .map(run -> new Statement.LaneSend(run.before(), run.head(), 2))
                        .toList(),
                samples,
                new Statement.Telemetry(lines(Lane.CRITICAL).size(), 77L),
                verified);
        Jws jws = Jws.sign(Statement.TYP, statement.toJson(), KEY);
        return new Submission.Signed(new Exchange(jws, statement, runs), clock.millis());
    }

    Submission.Unsigned unsigned(Line... lines) {
        return new Submission.Unsigned(ref, "ghosthunter", List.of(lines), clock.millis());
    }

    /** Opens a new epoch: all rows chained anew behind the declaration. */
    void reopen(String reason, boolean keepRows) {
        past.add(
                0,
                new Statement.EpochHeads(
                        epoch, lanes.keySet().stream().map(this::head).toList()));
        String previous = epoch.toString();
        Map<Lane, List<Line>> before = lanes;
        epoch = new Epoch(ids.next());
        lanes = new EnumMap<>(Lane.class);
        record(
                EntityTypes.EPOCH,
                epoch.toString(),
                "OPEN",
                "{\"reason\":\"" + reason + "\",\"previous\":{\"epoch\":\"" + previous + "\",\"heads\":[]}}");
        if (keepRows) {
            before.forEach((lane, lines) -> lines(lane).addAll(lines));
        }
    }
}
