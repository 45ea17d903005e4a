package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The findings of a group, one row per subject however often it shows. */
final class Findings {
    /** The longest text of foreign origin in a detail or a reason, characters. */
    static final int TEXT_CHARS_MAX = 300;

    private final Map<Key.Finding, Row.Finding> raised = new LinkedHashMap<>();
    private final Set<Key.Finding> closed = new LinkedHashSet<>();

    void raise(FindingKind kind, DeviceRef device, String subject, JsonObject detail, Instant at) {
        Key.Finding key = new Key.Finding(device, kind, subject);
        String json = detail.encode();
        Row.Finding before = raised.get(key);
        raised.put(key, before == null ? new Row.Finding(key, json, 1, at, at) : before.again(json, at));
        closed.remove(key);
    }

    /** Of what is raised and closed in one group the last word counts. */
    void close(FindingKind kind, DeviceRef device, String subject) {
        closed.add(new Key.Finding(device, kind, subject));
    }

    Collection<Row.Finding> raised() {
        return raised.values();
    }

    List<Key.Finding> closed() {
        return List.copyOf(closed);
    }

    /** A text of foreign origin in a form that every column takes: no control characters, no half surrogates, not long. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), TEXT_CHARS_MAX));
        text.codePoints()
                .limit(TEXT_CHARS_MAX)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '\uFFFD' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
