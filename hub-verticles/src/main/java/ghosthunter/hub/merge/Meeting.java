package ghosthunter.hub.merge;

import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.json.MergePatch;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A change and the entity that it meets.
 *
 * @param base the version that the device saw, or null where it is not known any more
 * @param clean nobody else wrote since
 */
record Meeting(EntityType type, @Nullable EntityState base, EntityState current, Incoming incoming, boolean clean) {
    /** Whether the device had seen the very version that is here: its write comes after it, whatever its clock says. */
    boolean saw() {
        return incoming.base() == current.version();
    }

    boolean deletes() {
        return incoming.op().equals(Incoming.DELETE);
    }

    /** Of two writes that did not know of each other the later one. */
    boolean isIncomingLater() {
        return incoming.stamp().isAfter(current.stamp());
    }

    /**
     * The whole data as the device has them. A patch is one of what the device saw; of an exact type, whose clients name fields of the
     * hub's row and keep no base, it is one of what is here.
     */
    JsonObject document() {
        if (deletes()) {
            return current.data();
        }
        if (!incoming.op().equals(Incoming.PATCH)) {
            return incoming.data();
        }
        EntityState under = clean || base == null || type.isExact() ? current : base;
        return MergePatch.apply(under.visible(), incoming.data());
    }

    /** What the entity becomes if the change wins as a whole. */
    Content incomingContent() {
        return new Content(document(), deletes(), current.clocks());
    }

    /** The fields that the device changed; without the base those that it has otherwise than the hub. */
    Set<String> touched() {
        if (deletes()) {
            return Set.of();
        }
        if (incoming.op().equals(Incoming.PATCH)) {
            return incoming.data().fieldNames();
        }
        JsonObject document = document();
        if (base != null && base.deleted()) {
            // Made anew: what the tombstone kept and the document has not is gone for good.
            Set<String> all = new TreeSet<>(document.fieldNames());
            all.addAll(base.data().fieldNames());
            return all;
        }
        JsonObject seen = base == null ? current.visible() : base.data();
        Set<String> fields = new TreeSet<>(document.fieldNames());
        if (base != null) {
            fields.addAll(seen.fieldNames());
        }
        fields.removeIf(field -> same(field, document, seen));
        return fields;
    }

    /** Whether the field is the same in both, or in neither. */
    static boolean same(String field, JsonObject a, JsonObject b) {
        return a.containsKey(field) == b.containsKey(field)
                && new JsonObject().put("", a.getValue(field)).equals(new JsonObject().put("", b.getValue(field)));
    }

    /** Gives a field of one object the value, or the absence, that it has in another. */
    static void take(String field, JsonObject from, JsonObject to) {
        if (from.containsKey(field)) {
            to.put(field, from.getValue(field));
        } else {
            Object unused = to.remove(field);
        }
    }
}
