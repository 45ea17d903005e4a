package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.id.UuidV7;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ledger of the simulator: rows in maps, judged by the very code that judges for Postgres. The conformance suite proves
 * that the two behave alike. Not thread-safe.
 */
public final class MemoryLedger implements Ledger {
    private final MemoryTables tables;
    private final LedgerSettings settings;
    private final InstantSource clock;
    private final UuidV7 ids;

    public MemoryLedger(LedgerSettings settings, InstantSource clock, UuidV7 ids) {
        this(new MemoryTables(), settings, clock, ids);
    }

    private MemoryLedger(MemoryTables tables, LedgerSettings settings, InstantSource clock, UuidV7 ids) {
        this.tables = tables;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
    }

    /** Another node on the same rows. */
    public MemoryLedger otherNode() {
        return new MemoryLedger(tables, settings, clock, ids);
    }

    /** Makes a device known, as enrollment does. */
    public void enroll(DeviceRef device) {
        tables.create(device);
    }

    @Override
    public Future<List<Outcome>> commit(List<Submission> group) {
        return commitIntakes(group.stream().map(Intake::of).toList());
    }

    @Override
    public Future<Outcome> review(DeviceRef device, Set<Key.Entry> dismissed) {
        GroupNeeds needs = GroupNeeds.of(List.of(new Intake.Review(device, List.of(), dismissed)), settings.entities());
        List<ReadLine> waiting = tables.read(needs, settings.samplesPerBootMax()).waiting().stream()
                .map(w -> ReadLine.of(w.line()))
                .toList();
        return commitIntakes(List.of(new Intake.Review(device, waiting, dismissed)))
                .map(outcomes -> outcomes.get(0));
    }

    /** What it holds; a view that changes with it. */
    public MemoryTables tables() {
        return tables;
    }

    private Future<List<Outcome>> commitIntakes(List<Intake> group) {
        GroupNeeds needs = GroupNeeds.of(group, settings.entities());
        needs.unsigned().forEach(tables::create);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        GroupView view = tables.read(needs, settings.samplesPerBootMax());
        GroupJudge.Verdict verdict =
                GroupJudge.judge(group, needs, view, now, settings, () -> new Epoch(ids.next()), Map.of());
        tables.write(verdict.writes(), settings.forkEvidenceMax());
        long recordedAtMs = clock.millis();
        return Future.succeededFuture(verdict.judged().stream()
                .map(judged -> judged.outcome(recordedAtMs))
                .toList());
    }
}
