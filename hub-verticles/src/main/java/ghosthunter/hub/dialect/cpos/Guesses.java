package ghosthunter.hub.dialect.cpos;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits guesses at activation codes: so many wrong ones in a while for one MAC address, and for all together; also of those that come
 * at once. Each node counts for itself. Any thread.
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

    /** Counts a guess for this address as wrong, until it is known better; the seconds that it must wait instead, 0 for none. */
    synchronized long begin(String macAddress, long nowMs) {
        forget(nowMs);
        Deque<Long> own = wrong.getOrDefault(macAddress, new ArrayDeque<>());
        if (own.size() < OF_ONE_MAX && all < OF_ALL_MAX) {
            wrong.computeIfAbsent(macAddress, address -> own).addLast(nowMs);
            all++;
            return 0;
        }
        long since = own.isEmpty() ? nowMs : own.getFirst();
        return Math.max(1, (since + WHILE_MS - nowMs) / MS_PER_S);
    }

    /** The guess was right: all for this address are forgotten. */
    synchronized void right(String macAddress) {
        Deque<Long> own = wrong.remove(macAddress);
        all -= own == null ? 0 : own.size();
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
