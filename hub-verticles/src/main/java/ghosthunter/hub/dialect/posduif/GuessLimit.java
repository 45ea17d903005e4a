package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.problem.ProblemType;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

/**
 * A phone proves who it is by its device id alone. Those that phones make of a clock can be guessed: whoever names too many that are
 * not enrolled is heard no more for a while, whatever it names. Ids of Android and iOS have 64 random bits and more, so their
 * phones are never kept out by somebody else behind the same address. One for all event loops.
 */
final class GuessLimit {
    /** Wrong guesses of one address in a window. */
    static final int GUESSES_MAX = 30;

    private static final long WINDOW_MS = 60_000;
    private static final int ADDRESSES_MAX = 10_000;
    private static final Pattern GUESSABLE = Pattern.compile("device_[0-9]*|.{0,15}", Pattern.DOTALL);

    /** What the addresses beyond the limit are counted under. */
    private static final String CROWD = "";

    private final InstantSource clock;
    private final ConcurrentMap<String, Window> windows = new ConcurrentHashMap<>();

    GuessLimit(InstantSource clock) {
        this.clock = clock;
    }

    private record Window(long sinceMs, int guesses) {}

    /**
     * Looks whether an address may name this device.
     *
     * @throws ghosthunter.codecs.problem.ProblemException {@code locked-out}
     */
    void require(String address, String deviceId) {
        Window window = windows.containsKey(address) ? windows.get(address) : windows.get(CROWD);
        if (window != null && isOver(window) && GUESSABLE.matcher(deviceId).matches()) {
            throw Refusal.of(ProblemType.LOCKED_OUT, "Too many unknown device IDs; try again later");
        }
    }

    /** This address named a device that is not enrolled. */
    void missed(String address) {
        if (windows.size() >= ADDRESSES_MAX) {
            windows.values().removeIf(window -> !isNow(window));
        }
        // A crowd of addresses beyond the limit is counted as one.
        String counted = windows.size() >= ADDRESSES_MAX && !windows.containsKey(address) ? CROWD : address;
        windows.merge(
                counted,
                new Window(clock.millis(), 1),
                (before, first) -> isNow(before) ? new Window(before.sinceMs(), before.guesses() + 1) : first);
    }

    private boolean isOver(Window window) {
        return isNow(window) && window.guesses() >= GUESSES_MAX;
    }

    private boolean isNow(Window window) {
        return clock.millis() - window.sinceMs() < WINDOW_MS;
    }
}
