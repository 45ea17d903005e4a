package ghosthunter.hub.merge;

import ghosthunter.codecs.entity.PolicyName;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A stock. What moves it are deltas, and each counts, in whatever order they come; no device's total is ever taken. The other
 * fields go by {@link FieldMerge}. A deletion that did not know of a move loses to it.
 */
final class Counter implements MergePolicy {
    private static final Ground GROUND = Ground.rule(PolicyName.COUNTER.word());

    @Override
    public boolean judgesClean() {
        return true;
    }

    @Override
    public boolean yieldsToRules() {
        return false;
    }

    @Override
    public MergeResult merge(Meeting meeting) {
        return switch (meeting.incoming().op()) {
            case Incoming.ADD -> move(meeting, number(meeting, "delta"), "ADD needs 'delta', a whole number");
            case Incoming.SET -> move(meeting, counted(meeting), "SET needs 'count' and 'seen', whole numbers");
            case Incoming.DELETE -> deletion(meeting);
            default -> document(meeting);
        };
    }

    /** What the entity counts; 0 where it does not say. */
    static long count(String field, JsonObject data) {
        return whole(data.getValue(field)).orElse(0);
    }

    private static MergeResult move(Meeting meeting, OptionalLong delta, String grammar) {
        EntityState current = meeting.current();
        String field = meeting.type().fields().count();
        if (delta.isEmpty()) {
            return new MergeResult.Rejected(GROUND, grammar, "send it again as a whole number of pieces");
        }
        long before = count(field, current.data());
        long after = before + delta.getAsLong();
        if (((before ^ after) & (delta.getAsLong() ^ after)) < 0) {
            return new MergeResult.Rejected(GROUND, "the count would leave its range", "check the number");
        }
        if (after < 0 && delta.getAsLong() < 0 && !meeting.type().negative()) {
            return new MergeResult.Rejected(
                    GROUND,
                    "'" + field + "' would fall to " + after + ": there are " + before + ", and " + delta.getAsLong()
                            + " was asked",
                    before > 0 ? "take " + before + " at most, or restock first" : "restock first");
        }
        Map<String, FieldClock> clocks = new TreeMap<>(current.clocks());
        FieldClock unused = clocks.remove(FieldMerge.TOMBSTONE);
        return new MergeResult.Merged(GROUND, new Content(current.data().copy().put(field, after), false, clocks));
    }

    private static MergeResult deletion(Meeting meeting) {
        return meeting.clean()
                ? new MergeResult.Merged(GROUND, FieldMerge.merge(meeting, Set.of()))
                : new MergeResult.CurrentStays(GROUND);
    }

    /** A document speaks of all but the count; the one that makes the entity opens it with its own, which is a delta from 0. */
    private static MergeResult document(Meeting meeting) {
        String field = meeting.type().fields().count();
        Set<String> touched = new TreeSet<>(meeting.touched());
        touched.remove(field);
        Content merged = FieldMerge.merge(meeting, touched);
        Incoming incoming = meeting.incoming();
        boolean opens = incoming.op().equals(Incoming.CREATE)
                && incoming.base() == 0
                && incoming.data().containsKey(field);
        JsonObject data =
                merged.data().copy().put(field, count(field, meeting.current().data()));
        Content others = new Content(data, merged.deleted(), merged.clocks());
        if (!opens) {
            return new MergeResult.Merged(GROUND, others);
        }
        EntityState under = new EntityState(1, data, others.deleted(), others.clocks(), 0, "", null, 1);
        Meeting counting = new Meeting(meeting.type(), meeting.base(), under, incoming, meeting.clean());
        return move(counting, number(meeting, field), "'" + field + "' is a whole number");
    }

    private static OptionalLong counted(Meeting meeting) {
        OptionalLong count = number(meeting, "count");
        OptionalLong seen = number(meeting, "seen");
        boolean bounded = count.isPresent()
                && seen.isPresent()
                && Math.abs(seen.getAsLong()) < Long.MAX_VALUE / 2
                && Math.abs(count.getAsLong()) < Long.MAX_VALUE / 2;
        return bounded ? OptionalLong.of(count.getAsLong() - seen.getAsLong()) : OptionalLong.empty();
    }

    private static OptionalLong number(Meeting meeting, String name) {
        return whole(meeting.incoming().data().getValue(name));
    }

    private static OptionalLong whole(@Nullable Object value) {
        return value instanceof Integer || value instanceof Long
                ? OptionalLong.of(((Number) value).longValue())
                : OptionalLong.empty();
    }
}
