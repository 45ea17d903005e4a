package ghosthunter.hub.dialect.posduif;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a phone was answered. It never says what it got and replaces by id, so each message is in several answers. One that only
 * follows an answer closely is the phone trying again, and does not count. A phone that gives {@code since} the time of the last
 * answer has got that one. Immutable, pure.
 *
 * @param answers how many counted
 * @param at of the last {@value #REPEATS} that counted, up to when each told of users; the oldest first
 * @param offered each message that the phone may lack, with the number of the answer from which on it counts
 * @param countedAt when the last of those that count was made, or null
 * @param lastAt when the last answer was made, or null
 * @param last what was in it
 */
record Delivery(
        long answers,
        List<Instant> at,
        Map<String, Long> offered,
        @Nullable Instant countedAt,
        @Nullable Instant lastAt,
        Set<String> last) {
    /** In so many answers that count a message is. */
    static final int REPEATS = 3;

    /** A phone gives up on an answer after 30 s, and tries again. */
    static final Duration REST = Duration.ofSeconds(30);

    /** So many messages the phone may lack; what comes then waits until it has had some of them. */
    static final int OFFERED_MAX = 1_000;

    /** Before the first answer. */
    static final Delivery NONE = new Delivery(0, List.of(), Map.of(), null, null, Set.of());

    Delivery {
        at = List.copyOf(at);
        offered = Map.copyOf(offered);
        last = Set.copyOf(last);
    }

    static Delivery of(JsonObject json) {
        Map<String, Long> offered = new LinkedHashMap<>();
        json.getJsonObject("offered")
                .forEach(entry -> offered.put(entry.getKey(), ((Number) entry.getValue()).longValue()));
        Set<String> last = new LinkedHashSet<>();
        json.getJsonArray("last").forEach(id -> last.add((String) id));
        return new Delivery(
                json.getLong("answers"),
                json.getJsonArray("at").stream()
                        .map(text -> Times.parse((String) text))
                        .toList(),
                offered,
                time(json, "counted_at"),
                time(json, "last_at"),
                last);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("answers", answers)
                .put("at", new JsonArray(at.stream().map(Times::text).toList()))
                .put("offered", new JsonObject(new LinkedHashMap<>(offered)))
                .put("last", new JsonArray(List.copyOf(last)));
        if (countedAt != null && lastAt != null) {
            json.put("counted_at", Times.text(countedAt)).put("last_at", Times.text(lastAt));
        }
        return json;
    }

    private static @Nullable Instant time(JsonObject json, String name) {
        String text = json.getString(name);
        return text == null ? null : Times.parse(text);
    }

    /**
     * What the phone has got, as far as can be known when it asks again.
     *
     * @param since what it says, or null
     */
    Set<String> arrived(@Nullable Instant since) {
        Set<String> arrived = new LinkedHashSet<>();
        offered.forEach((id, first) -> {
            if (answers - first >= REPEATS - 1) {
                arrived.add(id);
            }
        });
        if (since != null && lastAt != null && Times.text(since).equals(Times.text(lastAt))) {
            arrived.addAll(last);
        }
        return arrived;
    }

    /** Since when users are to be told; empty: all. */
    Optional<Instant> usersSince() {
        return at.size() < REPEATS ? Optional.empty() : Optional.of(at.get(0));
    }

    /** The same without what arrived. */
    Delivery without(Set<String> arrived) {
        Map<String, Long> left = new LinkedHashMap<>(offered);
        left.keySet().removeAll(arrived);
        Set<String> lastLeft = new LinkedHashSet<>(last);
        lastLeft.removeAll(arrived);
        return new Delivery(answers, at, left, countedAt, lastAt, lastLeft);
    }

    /**
     * An answer was made.
     *
     * @param messages what was in it
     * @param users up to when it told of users
     */
    Delivery answered(Instant now, List<String> messages, Instant users) {
        boolean counts = countedAt == null || !now.isBefore(countedAt.plus(REST));
        long count = counts ? answers + 1 : answers;
        Map<String, Long> offers = new LinkedHashMap<>(offered);
        messages.forEach(id -> offers.putIfAbsent(id, counts ? count : count + 1));
        List<Instant> times = new ArrayList<>(at);
        if (counts) {
            times.add(users);
        }
        return new Delivery(
                count,
                times.subList(Math.max(0, times.size() - REPEATS), times.size()),
                offers,
                counts ? now : countedAt,
                now,
                Set.copyOf(messages));
    }
}
