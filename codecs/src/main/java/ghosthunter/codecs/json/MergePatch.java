package ghosthunter.codecs.json;

import io.vertx.core.json.JsonObject;

/** JSON Merge Patch, RFC 7396, for objects. Both ends apply patches, and must get the same. */
public final class MergePatch {
    private MergePatch() {}

    /** The patched target, a new object that shares nothing with either: null removes, an object goes deeper, all else replaces. */
    public static JsonObject apply(JsonObject target, JsonObject patch) {
        JsonObject patched = target.copy();
        for (String name : patch.fieldNames()) {
            Object value = patch.getValue(name);
            if (value == null) {
                Object unused = patched.remove(name);
            } else if (value instanceof JsonObject inner) {
                JsonObject under = patched.getValue(name) instanceof JsonObject object ? object : new JsonObject();
                patched.put(name, apply(under, inner));
            } else {
                patched.put(name, value);
            }
        }
        return patched.copy();
    }
}
