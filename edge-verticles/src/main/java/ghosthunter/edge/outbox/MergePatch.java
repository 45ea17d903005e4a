package ghosthunter.edge.outbox;

import io.vertx.core.json.JsonObject;

/** JSON Merge Patch, RFC 7396, for objects. */
final class MergePatch {
    private MergePatch() {}

    /** The document with the patch applied; neither argument is changed. */
    static JsonObject apply(JsonObject document, JsonObject patch) {
        JsonObject result = document.copy();
        for (String name : patch.fieldNames()) {
            Object value = patch.getValue(name);
            if (value == null) {
                Object unused = result.remove(name);
            } else if (value instanceof JsonObject inner) {
                JsonObject before = result.getValue(name) instanceof JsonObject held ? held : new JsonObject();
                result.put(name, apply(before, inner));
            } else {
                result.put(name, value);
            }
        }
        return result;
    }
}
