package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Reading;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.entity.PoisonException;
import ghosthunter.hub.projection.Circumstance;
import ghosthunter.hub.projection.EpochFact;
import ghosthunter.hub.projection.PackageState;
import ghosthunter.hub.projection.Step;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Projects what was recorded, or puts it into quarantine. Behind a change that waits, the later ones of its key by the same
 * device wait too; one that awaits its predecessor lets it pass, and follows. Pure.
 */
final class Projector {
    static final String BEHIND = "waits behind an earlier change of this key";

    /** Why a change is set aside that an operator admitted as evidence. */
    static final String UNTRUSTED = "signed by a key that was revoked or replaced";

    private final GroupWork work;
    private final EntityProjector entities;
    private final Map<Key.Entry, String> barred;

    /**
     * Makes one for a group.
     *
     * @param barred entries that the database refused to project, with its reason
     */
    Projector(GroupWork work, EntityProjector entities, Map<Key.Entry, String> barred) {
        this.work = work;
        this.entities = entities;
        this.barred = barred;
    }

    /** Puts what a key that is shut out has signed where nothing waits behind it and nobody but an operator releases it. */
    void setAside(Key.Entry key, ReadLine read) {
        Optional<Key.Entity> entity = Entities.of(key.chain().device(), read);
        work.quarantined.add(new Row.Quarantined(
                key,
                entity.map(Key.Entity::type).orElse(null),
                entity.map(Key.Entity::key).orElse(null),
                UNTRUSTED,
                work.now,
                true));
        JsonObject detail = place(key).put("reason", UNTRUSTED);
        work.findings.raise(
                FindingKind.UNTRUSTED, key.chain().device(), key.chain().epoch().toString(), detail, work.now);
    }

    /** Projects a change that was just appended. */
    void appended(Key.Entry key, ReadLine read, Circumstance circumstance) {
        Optional<Key.Entity> entity = Entities.of(circumstance.device(), read);
        Deque<Row.Waiting> waiting = entity.map(work::waiting).orElseGet(ArrayDeque::new);
        Judgement judgement = judge(key, read, circumstance);
        String refusal = judgement.refusal();
        if (waiting.isEmpty() && refusal != null) {
            quarantine(key, read, entity, circumstance, refusal);
            raisePoison(key, read, entity, refusal);
        } else if (waiting.isEmpty()) {
            judgement.apply();
        } else if (judgement.passes() && judgeAgain(waiting.getFirst()).awaits()) {
            judgement.apply();
            release(waiting);
            entity.ifPresent(this::settle);
        } else {
            quarantine(key, read, entity, circumstance, BEHIND);
        }
    }

    /** Judges again all that waits of a device, but for what an operator gives up. */
    void review(DeviceRef device, Set<Key.Entry> dismissed) {
        for (Key.Entity entity : work.waitingEntities(device)) {
            Deque<Row.Waiting> waiting = work.waiting(entity);
            waiting.removeIf(w -> dismiss(w, dismissed));
            release(waiting);
            settle(entity);
        }
        Map<Key.Chain, Boolean> settled = new LinkedHashMap<>();
        for (Row.Waiting alone : work.waitingWithoutKey(device)) {
            boolean gone = dismiss(alone, dismissed) || releaseAlone(alone);
            settled.merge(alone.quarantined().key().chain(), gone, Boolean::logicalAnd);
        }
        settled.forEach((chain, all) -> {
            if (all && isWholeQuarantineRead()) {
                work.findings.close(FindingKind.POISON, device, chain.subject());
            }
        });
    }

    /** Nothing of it waits any more, so that the finding has had its answer. */
    private void settle(Key.Entity entity) {
        if (work.waiting(entity).isEmpty() && isWholeQuarantineRead()) {
            work.findings.close(FindingKind.POISON, entity.device(), subject(entity));
        }
    }

    /** A review reads so much at most; a group reads all of the entities that it speaks of. */
    private boolean isWholeQuarantineRead() {
        return work.needs.reviewed().isEmpty() || work.view.waiting().size() < GroupReader.REVIEW_ROWS_MAX;
    }

    private boolean releaseAlone(Row.Waiting alone) {
        Judgement judgement = judgeAgain(alone);
        if (judgement.passes()) {
            released(alone, judgement);
        }
        return judgement.passes();
    }

    private static String subject(Key.Entity entity) {
        return entity.type() + "/" + entity.key();
    }

    private boolean dismiss(Row.Waiting waiting, Set<Key.Entry> dismissed) {
        Key.Entry key = waiting.quarantined().key();
        return dismissed.contains(key) && work.released.add(new Row.Released(key, "dismissed", work.now));
    }

    private void release(Deque<Row.Waiting> waiting) {
        while (!waiting.isEmpty()) {
            Judgement judgement = judgeAgain(waiting.getFirst());
            if (!judgement.passes()) {
                return;
            }
            released(waiting.removeFirst(), judgement);
        }
    }

    private void released(Row.Waiting waiting, Judgement judgement) {
        judgement.apply();
        work.released.add(new Row.Released(waiting.quarantined().key(), judgement.as(), work.now));
    }

    private Judgement judgeAgain(Row.Waiting waiting) {
        Key.Entry key = waiting.quarantined().key();
        DeviceRef device = key.chain().device();
        Circumstance then = new Circumstance(device, waiting.occurred(), waiting.receivedAt(), null, 0);
        return judge(key, ReadLine.of(waiting.line()), then);
    }

    private Judgement judge(Key.Entry key, ReadLine read, Circumstance circumstance) {
        String refusal = barred.get(key);
        if (refusal != null) {
            return Judgement.refuses(refusal);
        }
        return read.reading()
                .fold(valid -> judge(key, valid.change(), circumstance), poison -> Judgement.refuses(poison.reason()));
    }

    private Judgement judge(Key.Entry key, Change change, Circumstance circumstance) {
        Lane lane = work.settings.entities().lane(change.type());
        if (lane != key.chain().lane()) {
            return Judgement.refuses("a change of type '" + change.type() + "' goes by lane " + lane.wire());
        }
        try {
            return switch (change.type()) {
                case EntityTypes.PACKAGE -> judge(key, PackageFact.of(change), circumstance);
                case EntityTypes.EPOCH -> opened(key, EpochFact.of(change));
                default ->
                    CoreTypes.type(work.settings.entities(), change.type())
                            .map(type -> entities.judge(key, change, type, circumstance))
                            .orElseGet(() -> Judgement.refuses("type '" + change.type() + "' is not known"));
            };
        } catch (PoisonException e) {
            return Judgement.refuses(String.valueOf(e.getMessage()));
        }
    }

    private Judgement judge(Key.Entry key, PackageFact fact, Circumstance circumstance) {
        Key.OfPackage of = new Key.OfPackage(circumstance.device().tenant(), fact.trackingId());
        if (!work.needs.packages().contains(of)) {
            return Judgement.refuses("its package was not locked");
        }
        PackageState state = work.packageState(of);
        Step<PackageState> step =
                fact.fold(drop -> state.dropOff(drop, circumstance), pick -> state.pickUp(pick, circumstance));
        return step.fold(
                moved -> Judgement.projects(() -> moved.next().row().ifPresent(row -> work.project(key, of, row))),
                elsewhere -> Judgement.contradicts(() -> work.findings.raise(
                        FindingKind.TRACKING_ID_CONFLICT,
                        key.chain().device(),
                        of.trackingId(),
                        place(key).put("holder", elsewhere.holder()),
                        work.now)),
                impossible -> impossible.awaits()
                        ? Judgement.awaits(impossible.reason())
                        : Judgement.refuses(impossible.reason()));
    }

    private Judgement opened(Key.Entry key, EpochFact fact) {
        return Judgement.projects(
                () -> EpochFindings.raise(work.findings, key.chain().device(), fact, work.now));
    }

    private void quarantine(
            Key.Entry key, ReadLine read, Optional<Key.Entity> entity, Circumstance circumstance, String reason) {
        Row.Quarantined row = new Row.Quarantined(
                key,
                entity.map(Key.Entity::type).orElse(null),
                entity.map(Key.Entity::key).orElse(null),
                Findings.clean(reason),
                work.now,
                false);
        work.quarantine(new Row.Waiting(row, read.line(), circumstance.occurred(), circumstance.receivedAt()));
    }

    private void raisePoison(Key.Entry key, ReadLine read, Optional<Key.Entity> entity, String reason) {
        JsonObject detail = place(key)
                .put("reason", Findings.clean(reason))
                .put("change_id", read.id().toString());
        if (read.reading() instanceof Reading.Valid valid) {
            detail.put("op", valid.change().op());
        }
        String subject = entity.map(Projector::subject).orElse(key.chain().subject());
        work.findings.raise(FindingKind.POISON, key.chain().device(), subject, detail, work.now);
    }

    private static JsonObject place(Key.Entry key) {
        return new JsonObject()
                .put("epoch", key.chain().epoch().toString())
                .put("lane", key.chain().lane().wire())
                .put("seq", key.seq());
    }
}
