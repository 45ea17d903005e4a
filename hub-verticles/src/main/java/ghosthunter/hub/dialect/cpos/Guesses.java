package ghosthunter.hub.dialect.cpos;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits guesses at activation codes: so many wrong ones in a while for one MAC address, and for all together. Each node counts for
 * itself. Any thread.
 */
final class Guesses {
    /** Wrong codes for one MAC address within {@link #WHILE_MS}. */
    static final int OF_ONE_MAX = 5;

    /** Wrong codes for all addresses within {@link #WHILE_MS}. */
    static final int OF_ALL_MAX = 200;

    /** 15 minutes. */
    static final long WHILE_MS = 15 * 60 * 1_000L;

    private static final long MS_PER_S = 1_000;

    /** When the wrong guesses were, the oldest first; by MAC address, none of them without one. */
    private final Map<String, Deque<Long>> wrong = new LinkedHashMap<>();

    private int all;

    /** Seconds that a guess for this address must wait, 0 for none. */
    synchronized long waitS(String macAddress, long nowMs) {
        forget(nowMs);
        Deque<Long> own = wrong.getOrDefault(macAddress, new ArrayDeque<>());
        boolean free = own.size() < OF_ONE_MAX && all < OF_ALL_MAX;
        long since = own.isEmpty() ? nowMs : own.getFirst();
        return free ? 0 : Math.max(1, (since + WHILE_MS - nowMs) / MS_PER_S);
    }

    /** A guess for this address was wrong. */
    synchronized void missed(String macAddress, long nowMs) {
        wrong.computeIfAbsent(macAddress, address -> new ArrayDeque<>()).addLast(nowMs);
        all++;
    }

    private void forget(long nowMs) {
        for (var times : wrong.values()) {
            while (!times.isEmpty() && times.getFirst() <= nowMs - WHILE_MS) {
                all--;
                times.removeFirst();
            }
        }
        wrong.values().removeIf(Deque::isEmpty);
    }
}
