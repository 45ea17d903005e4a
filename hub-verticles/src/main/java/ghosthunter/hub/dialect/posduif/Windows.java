package ghosthunter.hub.dialect.posduif;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** Counts what somebody does in a minute, which begins with the first time. One for all event loops. */
final class Windows {
    static final long WINDOW_MS = 60_000;

    private static final long MS_PER_S = TimeUnit.SECONDS.toMillis(1);

    private final InstantSource clock;
    private final int namesMax;
    private final ConcurrentMap<String, Window> windows = new ConcurrentHashMap<>();

    /** @param namesMax so many are counted at the same time */
    Windows(InstantSource clock, int namesMax) {
        this.clock = clock;
        this.namesMax = namesMax;
    }

    /** How often, since when. */
    record Window(long sinceMs, int count) {
        /** When it is over, milliseconds since 1970. */
        long endMs() {
            return sinceMs + WINDOW_MS;
        }
    }

    /** Counts once more, and says how often it was with this time; empty: too many others are counted. */
    Optional<Window> count(String name) {
        if (windows.size() >= namesMax) {
            windows.values().removeIf(window -> !isNow(window));
        }
        if (windows.size() >= namesMax && !windows.containsKey(name)) {
            return Optional.empty();
        }
        Window first = new Window(clock.millis(), 1);
        return Optional.of(windows.merge(
                name,
                first,
                (before, one) -> isNow(before) ? new Window(before.sinceMs(), before.count() + 1) : first));
    }

    /** The minute that is not over; empty: it was not once. */
    Optional<Window> of(String name) {
        return Optional.ofNullable(windows.get(name)).filter(this::isNow);
    }

    /** How long it is until a minute is over, seconds, at least 1. */
    long waitS(Window window) {
        return Math.max(1, seconds(window.endMs() - clock.millis()));
    }

    /** Rounded up. */
    static long seconds(long ms) {
        return (ms + MS_PER_S - 1) / MS_PER_S;
    }

    private boolean isNow(Window window) {
        return clock.millis() < window.endMs();
    }
}
