package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.AudienceRule;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.PoisonException;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.time.Hlc;
import ghosthunter.hub.merge.Decision;
import ghosthunter.hub.merge.EntityState;
import ghosthunter.hub.merge.Incoming;
import ghosthunter.hub.merge.Merge;
import ghosthunter.hub.merge.MergeResult;
import ghosthunter.hub.projection.Circumstance;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Projects changes of what syncs both ways: each makes a new version of its entity, whatever becomes of it, so that the feed
 * brings the truth back to a device that lost. Pure.
 */
final class EntityProjector {
    private static final Set<String> OPS = Set.of("CREATE", "UPDATE", "PATCH", "DELETE", "ADD", "SET", Centre.RESOLVE);

    private final GroupWork work;
    private final EntityWork entities;

    EntityProjector(GroupWork work) {
        this.work = work;
        this.entities = work.entities;
    }

    /**
     * What is to be done with a change.
     *
     * @throws PoisonException if it is none of an entity
     */
    Judgement judge(Key.Entry entry, Change change, EntityType type, Circumstance circumstance) {
        EntityStep step = step(entry, change, type, circumstance);
        if (!entities.needs.entities().contains(step.of())) {
            return Judgement.refuses("its entity was not locked");
        }
        EntityRow.Entity there = entities.entity(step.of());
        String refusal = CoreTypes.refusal(step, there);
        if (refusal != null) {
            return Judgement.refuses(refusal);
        }
        return step.op().equals(Centre.RESOLVE) ? resolve(step) : Judgement.projects(() -> apply(step, decide(step)));
    }

    /** Why a change would not be taken if it came now; null where it would. */
    @Nullable
    String refusal(Key.Entry entry, Change change, EntityType type, Circumstance circumstance) {
        EntityStep step = step(entry, change, type, circumstance);
        String refusal = CoreTypes.refusal(step, entities.entity(step.of()));
        return refusal != null
                ? refusal
                : decide(step)
                        .result()
                        .fold(
                                incoming -> null,
                                current -> "the rule " + current.ground().rule() + " keeps what is there",
                                merged -> null,
                                MergeResult.Pending::reason,
                                MergeResult.Rejected::reason);
    }

    private static EntityStep step(Key.Entry entry, Change change, EntityType type, Circumstance circumstance) {
        if (!OPS.contains(change.op())) {
            throw new PoisonException("an entity has no operation '" + change.op() + "'");
        }
        return new EntityStep(
                entry,
                new Key.OfEntity(circumstance.device().tenant(), change.type(), change.key()),
                type,
                change.id(),
                change.op(),
                EntityData.read(change.dataJson()),
                change.base(),
                Hlc.cap(change.hlc(), circumstance.receivedAt().toEpochMilli()),
                circumstance.occurred());
    }

    private Decision decide(EntityStep step) {
        EntityRow.Entity there = entities.entity(step.of());
        EntityState current = there == null ? null : there.state();
        EntityState base = entities.version(step.of(), step.base());
        if (current == null || (!isSame(base, current) && step.base() <= current.version())) {
            return Merge.decide(step.type(), base, current, step.incoming(kind(step), step.base()));
        }
        // What others wrote meanwhile left all as it was, or a restore took away what the device had seen.
        Incoming incoming = step.incoming(kind(step), current.version());
        return owned(Merge.decide(step.type(), current, current, incoming), incoming, step.base());
    }

    /** As what is refused leaves it. */
    private static boolean isSame(@Nullable EntityState base, EntityState current) {
        return base != null
                && base.version() < current.version()
                && base.deleted() == current.deleted()
                && base.data().equals(current.data());
    }

    /**
     * What its device writes on top, before it hears of the versions in between, is in nobody's way either. A relative change is
     * no start of that: what its device wrote before may have been refused in between.
     */
    private static Decision owned(Decision decision, Incoming incoming, long base) {
        EntityState next = decision.next();
        return new Decision(
                next.ofRun(incoming.isRelative() ? null : next.epoch(), Math.min(next.runFrom(), base + 1)),
                decision.result(),
                decision.clean(),
                decision.conflict(),
                decision.delta());
    }

    private String kind(EntityStep step) {
        Row.Device row = work.devices.get(step.device());
        return row == null ? Row.Device.kindOf(step.device()) : row.kind();
    }

    private void apply(EntityStep step, Decision decision) {
        EntityRow.Entity there = entities.entity(step.of());
        EntityRow.Entity after = put(step, there, decision);
        if (decision.conflict() && !CoreTypes.hasOneWriterPerMember(step.type())) {
            raise(step, there, decision);
        }
        if (decision.delta() != 0) {
            move(step, decision.delta(), after);
        }
    }

    private EntityRow.Entity put(EntityStep step, EntityRow.@Nullable Entity there, Decision decision) {
        EntityRow.Entity row =
                new EntityRow.Entity(step.of(), decision.next(), audience(step, there, decision), work.now);
        entities.put(row, step.entry());
        return row;
    }

    /** A tombstone goes where the entity was; what belongs to its writer goes on belonging to the first. */
    private static String audience(EntityStep step, EntityRow.@Nullable Entity there, Decision decision) {
        AudienceRule rule = step.type().audience();
        String device = step.device().device().value();
        boolean stays = decision.next().deleted() || rule.kind() == AudienceRule.Kind.WRITER;
        if (there != null && !there.neverLived() && stays) {
            return there.audience();
        }
        return decision.next().deleted()
                ? AudienceRule.ofDevice(device)
                : rule.audience(decision.next().data(), device).orElseGet(() -> AudienceRule.ofDevice(device));
    }

    private void raise(EntityStep step, EntityRow.@Nullable Entity there, Decision decision) {
        Key.Conflict id = conflictId(step.entry());
        EntityRow.Decided told = decided(decision.result());
        EntityState base = step.base() == 0 ? null : entities.version(step.of(), step.base());
        boolean isOpen = decision.result() instanceof MergeResult.Pending;
        entities.conflicts.add(new EntityRow.Conflict(
                id,
                step.of(),
                step.id(),
                step.entry(),
                step.op(),
                step.base(),
                base == null ? null : base.data(),
                there == null ? 0 : there.version(),
                there == null ? null : there.state().data(),
                decision.result() instanceof MergeResult.Pending pending
                        ? pending.proposal().data()
                        : step.data(),
                isOpen ? null : decision.next().data(),
                told,
                work.now));
        String device = step.device().device().value();
        JsonObject raised = new JsonObject().put("op", step.op()).put("base_version", step.base());
        entities.events.add(new EntityRow.Event(id, 1, work.now, device, "raised", raised));
        JsonObject detail = new JsonObject()
                .put("outcome", told.outcome())
                .put("tier", told.tier())
                .put("rule", told.rule())
                .put("confidence", told.confidence())
                .put("version", decision.next().version());
        entities.events.add(new EntityRow.Event(id, 2, work.now, Centre.DEVICE.value(), "decided", detail));
        String kind = kindOfNotice(told.outcome());
        if (kind != null) {
            tell(step.device(), step, kind, decision.next().version(), told.reason(), told.suggestion());
        }
    }

    private static EntityRow.Decided decided(MergeResult result) {
        String reason = result.<@Nullable String>fold(
                i -> null, c -> null, m -> null, MergeResult.Pending::reason, MergeResult.Rejected::reason);
        String suggestion = result.<@Nullable String>fold(
                i -> null, c -> null, m -> null, MergeResult.Pending::suggestion, MergeResult.Rejected::suggestion);
        return new EntityRow.Decided(
                result.ground().tier(),
                result.ground().rule(),
                result.ground().confidence(),
                result.outcome(),
                reason,
                suggestion);
    }

    private static @Nullable String kindOfNotice(String outcome) {
        return switch (outcome) {
            case "rejected", "pending" -> outcome;
            case "current" -> "lost";
            default -> null;
        };
    }

    /** Where stock falls below zero, each device that moved it since it was last not there is told. */
    private void move(EntityStep step, long delta, EntityRow.Entity after) {
        long left = Counters.stock(step.type(), after.state().data());
        EntityRow.Stock moved = new EntityRow.Stock(step.of(), step.entry(), after.version(), delta, left, work.now);
        Set<DeviceRef> sellers = entities.move(moved);
        if (delta < 0) {
            sellers.forEach(seller ->
                    tell(seller, step, "oversold", after.version(), "stock is " + left, "restock, or cancel a sale"));
        }
    }

    private void tell(
            DeviceRef told,
            EntityStep step,
            String kind,
            long version,
            @Nullable String reason,
            @Nullable String suggestion) {
        if (!told.device().equals(Centre.DEVICE)) {
            entities.tell(Notices.of(told, step, kind, version, reason, suggestion, work.now));
        }
    }

    /** {@code {"conflict","use","data" or "deleted","by"}}; looked at under the lock of the conflict, so that it ends once. */
    private Judgement resolve(EntityStep step) {
        Key.Conflict id = conflictOf(step.of().tenant(), step.data());
        EntityRow.Locked locked = entities.conflict(id);
        if (!step.isOfHub()
                || locked == null
                || !locked.isPending()
                || !locked.key().equals(step.of())) {
            return Judgement.refuses("the hub alone ends a conflict, once, while it waits for a person");
        }
        return Judgement.projects(() -> end(step, locked));
    }

    private void end(EntityStep step, EntityRow.Locked locked) {
        EntityRow.Entity after = put(step, entities.entity(step.of()), decide(step));
        String use = String.valueOf(step.data().getValue("use"));
        String by = String.valueOf(step.data().getValue("by"));
        entities.resolve(new EntityRow.Resolved(
                locked.id(), use.equals("data") ? "merged" : use, after.state().data(), after.version(), work.now, by));
        JsonObject detail = new JsonObject().put("use", use).put("version", after.version());
        entities.events.add(new EntityRow.Event(locked.id(), locked.events() + 1, work.now, by, "resolved", detail));
    }

    private static Key.Conflict conflictOf(TenantId tenant, JsonObject data) {
        try {
            return new Key.Conflict(tenant, UUID.fromString(String.valueOf(data.getValue("conflict"))));
        } catch (IllegalArgumentException e) {
            throw new PoisonException("'conflict' must be the id of a conflict");
        }
    }

    /** A UUIDv8 (RFC 9562, section 5.8) of the place of the change: both ledgers, and a replay, give the same. */
    static Key.Conflict conflictId(Key.Entry entry) {
        Key.Chain chain = entry.chain();
        String place = chain.device() + "/" + chain.subject() + "/" + entry.seq();
        ByteBuffer bits = ByteBuffer.wrap(
                Hash.sha256(place.getBytes(StandardCharsets.UTF_8)).bytes());
        long high = (bits.getLong() & ~0xF000L) | 0x8000L;
        long low = (bits.getLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new Key.Conflict(chain.device().tenant(), new UUID(high, low));
    }
}
