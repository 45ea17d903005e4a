package ghosthunter.hub.merge;

import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.PolicyName;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The one door: decides what a change makes of an entity. A change is clean if its device knew all that is here; else it is
 * concurrent and goes through the hard rules and the policy of its type (tier 1), heuristics (tier 2) and a person (tier 3).
 * Pure: the same arguments give the same decision. Never throws for what a device wrote.
 */
public final class Merge {
    private static final Set<String> DOCUMENTS =
            Set.of(Incoming.CREATE, Incoming.UPDATE, Incoming.PATCH, Incoming.DELETE);
    private static final Set<String> MOVES = Set.of(Incoming.ADD, Incoming.SET);

    private final Meeting meeting;

    private Merge(Meeting meeting) {
        this.meeting = meeting;
    }

    /** Whether the decision wants the version that the device saw, which is another one than is here. */
    public static boolean wantsBase(@Nullable EntityState current, Incoming incoming) {
        return current != null && incoming.base() > 0 && incoming.base() < current.version();
    }

    /**
     * Decides.
     *
     * @param base the version that {@link Incoming#base} names, if {@link #wantsBase} and it is still known; else null
     * @param current the entity, its row locked, or null: there is none yet
     */
    public static Decision decide(
            EntityType type, @Nullable EntityState base, @Nullable EntityState current, Incoming incoming) {
        EntityState here = current == null ? EntityState.none() : current;
        EntityState seen = incoming.base() == here.version() ? here : incoming.base() == 0 ? EntityState.none() : base;
        boolean knows = type.isExact() ? incoming.base() == here.version() : here.isKnownTo(incoming);
        return new Merge(new Meeting(type, seen, here, incoming, here.isBlank() || knows)).decide();
    }

    private Decision decide() {
        Optional<MergeResult> refusal = refusal();
        return refusal.isPresent() ? stays(refusal.get()) : settle(judge());
    }

    /** What breaks a rule before there is any conflict. */
    private Optional<MergeResult> refusal() {
        Incoming incoming = meeting.incoming();
        EntityType type = meeting.type();
        if (type.refusesWrites().isPresent()) {
            return type.refusesWrites()
                    .map(reason -> new MergeResult.Rejected(Ground.rule("mapped"), reason, "have it changed there"));
        }
        boolean counter = type.policy() == PolicyName.COUNTER;
        boolean resolves = incoming.op().equals(Incoming.RESOLVE) && incoming.isOfHub();
        if (!DOCUMENTS.contains(incoming.op()) && !(counter && MOVES.contains(incoming.op())) && !resolves) {
            return Optional.of(new MergeResult.Rejected(
                    Ground.rule("operation"),
                    "a " + type.name() + " has no operation '" + incoming.op() + "'",
                    counter ? "use ADD or SET" : "use CREATE, UPDATE, PATCH or DELETE"));
        }
        boolean whole = DOCUMENTS.contains(incoming.op()) && !meeting.deletes() && !counter;
        return whole ? violation(meeting.document()).map(this::broken) : Optional.empty();
    }

    private MergeResult judge() {
        if (meeting.incoming().op().equals(Incoming.RESOLVE)) {
            return resolved();
        }
        MergePolicy policy = MergePolicy.of(meeting.type().policy());
        if (meeting.clean() && !policy.judgesClean()) {
            return new MergeResult.IncomingWins(Ground.rule("clean"));
        }
        if (!meeting.clean() && policy.yieldsToRules()) {
            Optional<HardRule.Ruling> ruling = HardRule.first(meeting);
            if (ruling.isPresent()) {
                Ground ground = ruling.get().ground();
                return ruling.get().incoming()
                        ? new MergeResult.IncomingWins(ground)
                        : new MergeResult.CurrentStays(ground);
            }
        }
        boolean agrees = meeting.incomingContent().showsLike(meeting.current().content());
        return agrees && !policy.judgesClean()
                ? new MergeResult.Merged(Ground.rule("equal"), meeting.incomingContent())
                : policy.merge(meeting);
    }

    /** What a person decided is the entity, whatever it was. */
    private MergeResult resolved() {
        JsonObject order = meeting.incoming().data();
        boolean deleted = Boolean.TRUE.equals(order.getValue("deleted"));
        JsonObject current = meeting.current().data();
        JsonObject data = order.getValue("data") instanceof JsonObject given ? given.copy() : current.copy();
        if (meeting.type().policy() == PolicyName.COUNTER) {
            String field = meeting.type().fields().count();
            data.put(field, Counter.count(field, current));
        }
        Map<String, FieldClock> clocks = new TreeMap<>(meeting.current().clocks());
        FieldClock stamp = meeting.incoming().stamp();
        for (String field : clocks.keySet()) {
            stamp = stamp.behind(clocks.getOrDefault(field, FieldClock.NEVER));
        }
        for (String field : data.fieldNames()) {
            clocks.put(field, stamp);
        }
        if (deleted) {
            clocks.put(FieldMerge.TOMBSTONE, stamp.behind(stamp));
        }
        return new MergeResult.Merged(Ground.person("resolve", 1), new Content(data, deleted, clocks));
    }

    /** Lays the fields with a part of their own over it, checks what came out, and names it by what it is. */
    private Decision settle(MergeResult judged) {
        if (judged instanceof MergeResult.Pending || judged instanceof MergeResult.Rejected) {
            return judged instanceof MergeResult.Pending pending && isSame(pending) ? same(pending) : stays(judged);
        }
        Content content = laid(judged.fold(
                incoming -> meeting.incomingContent(),
                stays -> meeting.current().content(),
                MergeResult.Merged::content,
                pending -> meeting.current().content(),
                rejected -> meeting.current().content()));
        boolean unchanged = content.showsLike(meeting.current().content())
                && !meeting.current().isBlank();
        Optional<String> broken = unchanged || content.deleted() ? Optional.empty() : violation(content.data());
        if (broken.isPresent()) {
            return stays(outOfShape(content, broken.get()));
        }
        return write(judged, content, unchanged);
    }

    private Content laid(Content content) {
        PolicyName policy = meeting.type().policy();
        boolean documents = policy != PolicyName.COUNTER && policy != PolicyName.APPEND_ONLY;
        boolean resolves = meeting.incoming().op().equals(Incoming.RESOLVE);
        boolean exact = meeting.type().isExact() && meeting.clean();
        return documents && !resolves && !exact ? FieldParts.lay(meeting, content) : content;
    }

    /** Two sides that each were in shape can be out of it together: a person sees to it. */
    private MergeResult outOfShape(Content content, String broken) {
        return meeting.clean() || meeting.type().policy() == PolicyName.COUNTER
                ? broken(broken)
                : new MergeResult.Pending(
                        Ground.person("schema", 0.5),
                        content,
                        "together they break a rule: " + broken,
                        "mend it by hand");
    }

    /** Both say the same: nothing to decide. */
    private boolean isSame(MergeResult.Pending pending) {
        return pending.proposal().showsLike(meeting.current().content());
    }

    private Decision same(MergeResult.Pending pending) {
        return write(new MergeResult.Merged(Ground.rule("equal"), pending.proposal()), pending.proposal(), true);
    }

    private Decision write(MergeResult judged, Content content, boolean unchanged) {
        EntityState current = meeting.current();
        Incoming incoming = meeting.incoming();
        boolean resolves = incoming.op().equals(Incoming.RESOLVE);
        boolean move = MOVES.contains(incoming.op());
        FieldClock stamp = stamp(judged);
        boolean equal = content.showsLike(meeting.incomingContent());
        boolean owned = meeting.clean() || stamp.equals(incoming.stamp()) || judged instanceof MergeResult.IncomingWins;
        boolean exact = !resolves && owned && (move ? meeting.clean() : equal);
        MergeResult result = exact
                ? new MergeResult.IncomingWins(judged.ground())
                : unchanged && !resolves
                        ? new MergeResult.CurrentStays(judged.ground())
                        : new MergeResult.Merged(judged.ground(), content);
        long version = current.version() + 1;
        EntityState next = new EntityState(
                        version,
                        content.data().copy(),
                        content.deleted(),
                        content.clocks(),
                        stamp.hlc(),
                        stamp.device(),
                        null,
                        version)
                .ofRun(exact && isSurelyAtTheDevice() ? incoming.epoch() : null, runFrom(version));
        boolean decided = !meeting.clean() && !move && !resolves && !(equal && unchanged);
        return new Decision(next, result, meeting.clean(), decided, delta(content));
    }

    /** A patch or a sum of what the hub does not know is told to its device, too: what that had lost may be in it. */
    private boolean isSurelyAtTheDevice() {
        return !meeting.incoming().isRelative() || meeting.current().isKnownTo(meeting.incoming());
    }

    /** The run goes on, or starts with what the device need not know: all that its write has replaced. */
    private long runFrom(long version) {
        Epoch epoch = meeting.current().epoch();
        if (meeting.clean()) {
            return Objects.equals(epoch, meeting.incoming().epoch())
                    ? meeting.current().runFrom()
                    : version;
        }
        return Math.min(meeting.incoming().base() + 1, version);
    }

    /** Who wrote last, of the writes that count; an entity is never stamped before what it replaced. */
    private FieldClock stamp(MergeResult judged) {
        FieldClock here = meeting.current().stamp();
        FieldClock there = meeting.incoming().stamp();
        long hlc = Math.max(here.hlc(), there.hlc());
        return judged.fold(
                incoming -> new FieldClock(hlc, there.device()),
                stays -> here,
                merged -> meeting.clean() || there.isAfter(here) ? new FieldClock(hlc, there.device()) : here,
                pending -> here,
                rejected -> here);
    }

    private long delta(Content content) {
        if (meeting.type().policy() != PolicyName.COUNTER) {
            return 0;
        }
        String field = meeting.type().fields().count();
        return Counter.count(field, content.data())
                - Counter.count(field, meeting.current().data());
    }

    /** The entity stays, one version further, so that the feed tells the device that lost. */
    private Decision stays(MergeResult result) {
        EntityState current = meeting.current();
        long version = current.version() + 1;
        EntityState next = new EntityState(
                version,
                current.data().copy(),
                current.deleted(),
                current.clocks(),
                current.hlc(),
                current.device(),
                null,
                version);
        return new Decision(next, result, meeting.clean(), true, 0);
    }

    private Optional<String> violation(JsonObject data) {
        EntityType type = meeting.type();
        return type.violation(data)
                .or(() -> type.audience()
                                .audience(data, meeting.incoming().device())
                                .isPresent()
                        ? Optional.empty()
                        : Optional.of("'" + type.audience().operand() + "' must name who is sent it"));
    }

    private MergeResult broken(String violation) {
        return new MergeResult.Rejected(Ground.rule("schema"), violation, "correct it and send it again");
    }
}
