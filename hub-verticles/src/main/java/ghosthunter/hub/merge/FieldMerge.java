package ghosthunter.hub.merge;

import ghosthunter.codecs.entity.PolicyName;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The later write of each field counts, that of the deletion among them: an edit that is later revives. */
final class FieldMerge implements MergePolicy {
    /** The name under which the clock of the deletion is kept. No field is called so: it would not survive. */
    static final String TOMBSTONE = "";

    private static final Ground GROUND = Ground.rule(PolicyName.FIELD_MERGE.word());

    @Override
    public boolean judgesClean() {
        return true;
    }

    @Override
    public MergeResult merge(Meeting meeting) {
        return new MergeResult.Merged(GROUND, merge(meeting, meeting.touched()));
    }

    /** Merges these fields of the document, or the deletion. */
    static Content merge(Meeting meeting, Set<String> touched) {
        EntityState current = meeting.current();
        JsonObject document = meeting.document();
        JsonObject data = current.data().copy();
        Map<String, FieldClock> clocks = new TreeMap<>(current.clocks());
        FieldClock stamp = stamp(meeting);
        if (meeting.deletes() && stamp.isAfter(clocks.getOrDefault(TOMBSTONE, FieldClock.NEVER))) {
            clocks.put(TOMBSTONE, stamp);
        }
        for (String field : touched) {
            if (stamp.isAfter(clock(current, field))) {
                clocks.put(field, stamp);
                Meeting.take(field, document, data);
            }
        }
        return new Content(data, isDeleted(clocks), clocks);
    }

    /** A device that saw all that is here wrote after it. */
    private static FieldClock stamp(Meeting meeting) {
        FieldClock stamp = meeting.incoming().stamp();
        return meeting.saw() ? stamp.behind(latest(meeting.current().clocks().values())) : stamp;
    }

    /** A field without a clock was written at the latest with the entity itself: the policy was another one then. */
    static FieldClock clock(EntityState current, String field) {
        FieldClock unknown = current.data().containsKey(field) ? current.stamp() : FieldClock.NEVER;
        return current.clocks().getOrDefault(field, unknown);
    }

    private static FieldClock latest(Collection<FieldClock> clocks) {
        return clocks.stream().max(FieldClock::compareTo).orElse(FieldClock.NEVER);
    }

    private static boolean isDeleted(Map<String, FieldClock> clocks) {
        FieldClock tombstone = clocks.get(TOMBSTONE);
        return tombstone != null && latest(clocks.values()).equals(tombstone);
    }
}
