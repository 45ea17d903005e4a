package ghosthunter.hub.merge;

import ghosthunter.codecs.entity.PolicyName;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one side alone changed since the base is taken, and equal changes are none. What both changed goes on to the hard
 * rules, the heuristics and a person.
 */
final class ThreeWay implements MergePolicy {
    private static final String RULE = PolicyName.THREE_WAY.word();

    @Override
    public boolean judgesClean() {
        return true;
    }

    /** They are asked only where both sides changed the same. */
    @Override
    public boolean yieldsToRules() {
        return false;
    }

    @Override
    public MergeResult merge(Meeting meeting) {
        if (meeting.clean()) {
            return new MergeResult.Merged(Ground.rule(RULE), apply(meeting, meeting.touched()));
        }
        if (meeting.deletes() || meeting.current().deleted()) {
            return deletion(meeting);
        }
        Set<String> touched = meeting.touched();
        Set<String> conflicting = new TreeSet<>(touched);
        conflicting.removeIf(field -> !isConflict(meeting, field));
        if (conflicting.isEmpty()) {
            return new MergeResult.Merged(Ground.rule(RULE), apply(meeting, touched));
        }
        Set<String> agreed = new TreeSet<>(touched);
        agreed.removeAll(conflicting);
        return judge(meeting, conflicting, apply(meeting, touched), apply(meeting, agreed));
    }

    /** Both changed it since the base, to different values; the device's own earlier write does not count as the other side. */
    private static boolean isConflict(Meeting meeting, String field) {
        EntityState current = meeting.current();
        EntityState base = meeting.base();
        if (Meeting.same(field, meeting.document(), current.data())) {
            return false;
        }
        boolean isChangedHere =
                base == null ? current.data().containsKey(field) : !Meeting.same(field, base.visible(), current.data());
        FieldClock clock = current.clocks().get(field);
        boolean own = clock != null && clock.device().equals(meeting.incoming().device());
        return isChangedHere && !own;
    }

    private static MergeResult deletion(Meeting meeting) {
        EntityState current = meeting.current();
        EntityState base = meeting.base();
        boolean isUnchangedHere = base != null && base.content().showsLike(current.content());
        if (isUnchangedHere || (meeting.deletes() && current.deleted())) {
            return new MergeResult.Merged(Ground.rule(RULE), apply(meeting, meeting.touched()));
        }
        if (!meeting.deletes() && meeting.touched().isEmpty()) {
            return new MergeResult.CurrentStays(Ground.rule(RULE));
        }
        Content edited = new Content(
                meeting.document(),
                meeting.deletes(),
                apply(meeting, meeting.touched()).clocks());
        return judge(meeting, Set.of(), edited, current.content());
    }

    private static MergeResult judge(Meeting meeting, Set<String> fields, Content incomings, Content currents) {
        Optional<HardRule.Ruling> ruling = HardRule.first(meeting);
        if (ruling.isPresent()) {
            return new MergeResult.Merged(ruling.get().ground(), ruling.get().incoming() ? incomings : currents);
        }
        Opinion opinion = Opinion.of(meeting, fields);
        if (opinion.confidence() >= meeting.type().confidenceMin()) {
            return new MergeResult.Merged(opinion.ground(), opinion.leansToIncoming() ? incomings : currents);
        }
        String what = fields.isEmpty() ? "one side deleted it, the other changed it" : "both changed " + fields;
        return new MergeResult.Pending(
                Ground.person(opinion.ground().rule(), opinion.confidence()), incomings, what, opinion.suggestion());
    }

    /** The current state with these fields of the device, or without it all. */
    private static Content apply(Meeting meeting, Set<String> fields) {
        EntityState current = meeting.current();
        JsonObject document = meeting.document();
        JsonObject data = current.visible().copy();
        Map<String, FieldClock> clocks = new TreeMap<>(current.clocks());
        for (String field : fields) {
            Meeting.take(field, document, data);
            clocks.put(field, meeting.incoming().stamp());
        }
        boolean revives = !meeting.deletes() && (current.isBlank() || !fields.isEmpty() || meeting.clean());
        return meeting.deletes()
                ? new Content(current.data(), true, clocks)
                : new Content(revives && current.deleted() ? document : data, current.deleted() && !revives, clocks);
    }
}
