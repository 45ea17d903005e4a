package ghosthunter.hub.ledger;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All rows of a ledger as text, so that two ledgers can be compared and a failure can be read. */
record Contents(Map<String, List<String>> tables) {
    List<String> table(String name) {
        return Objects.requireNonNull(tables.get(name));
    }

    /** The rows of a table in which every one of these texts occurs. */
    List<String> table(String name, String... texts) {
        return table(name).stream()
                .filter(row -> Arrays.stream(texts).allMatch(row::contains))
                .toList();
    }

    @Override
    public String toString() {
        return tables.entrySet().stream()
                .map(e -> e.getKey() + "\n  " + String.join("\n  ", e.getValue()))
                .collect(Collectors.joining("\n"));
    }

    static String canonical(String json) {
        return json.startsWith("[")
                ? new JsonArray(json)
                        .stream()
                                .map(o -> canonical(((JsonObject) o).encode()))
                                .toList()
                                .toString()
                : new TreeMap<>(new JsonObject(json).getMap()).toString();
    }

    static List<String> rows(Stream<String> rows) {
        return rows.sorted().toList();
    }

    static String row(@Nullable Object... values) {
        return Arrays.stream(values)
                .map(v -> v instanceof Instant at ? at.toString() : String.valueOf(v))
                .collect(Collectors.joining(" | "));
    }
}
