package ghosthunter.hub.ledger;

import ghosthunter.codecs.entity.PoisonException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The data of a change as a JSON object that every database column takes. */
public final class EntityData {
    private EntityData() {}

    /**
     * Reads it.
     *
     * @throws PoisonException if it holds what no column takes
     */
    public static JsonObject read(String json) {
        try {
            return storable(new JsonObject(json));
        } catch (DecodeException e) {
            throw new PoisonException("'data' cannot be read: " + e.getMessage());
        }
    }

    /**
     * Looks at every text and number in it.
     *
     * @throws PoisonException if it holds what no column takes
     */
    public static JsonObject storable(JsonObject data) {
        check(data.getMap());
        return data;
    }

    private static void check(Object value) {
        if (value instanceof String text) {
            checkText(text);
        } else if (value instanceof Double number && !Double.isFinite(number)) {
            throw new PoisonException("'data' has a number that is too large");
        } else if (value instanceof JsonObject object) {
            check(object.getMap());
        } else if (value instanceof Map<?, ?> object) {
            object.forEach((name, member) -> {
                checkText(String.valueOf(name));
                check(member);
            });
        } else if (value instanceof Iterable<?> items) {
            items.forEach(EntityData::check);
        }
    }

    /** U+0000 is in no database, and half a surrogate pair is no character. */
    private static void checkText(String text) {
        if (!text.codePoints().allMatch(c -> c != 0 && Character.getType(c) != Character.SURROGATE)) {
            throw new PoisonException("'data' has U+0000 or half a surrogate pair");
        }
    }
}
