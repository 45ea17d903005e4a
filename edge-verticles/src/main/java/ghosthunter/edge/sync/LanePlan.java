package ghosthunter.edge.sync;

import ghosthunter.codecs.change.Lane;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which lanes an exchange sends. Pure; times are milliseconds of the boot clock.
 *
 * <pre>
 *   critical    at once            low         every 5th interval
 *   high        every interval     background  with a heartbeat that has nothing else to send, while the battery is good
 *   medium      every 2nd          all         when somebody asks for an exchange
 * </pre>
 *
 * A lane that is nearly due goes along: to wake the radio costs more than its bytes. What is not sent stays in the outbox.
 *
 * @param dueMs when each lane that is known to wait is due
 */
record LanePlan(Map<Lane, Long> dueMs) {
    /** Below this state of charge the background waits. */
    static final long BATTERY_PERCENT_MIN = 30;

    private static final int MEDIUM_INTERVALS = 2;
    private static final int LOW_INTERVALS = 5;

    /** The part of its wait by which a lane may be early. */
    private static final int EARLY = 4;

    LanePlan {
        dueMs = Map.copyOf(dueMs);
    }

    /** Nothing is known to wait. */
    static LanePlan start() {
        return new LanePlan(Map.of());
    }

    /** How long a change of this lane may wait. */
    static long waitMs(Lane lane, SyncPace pace) {
        return switch (lane) {
            case CRITICAL -> 0;
            case HIGH -> pace.intervalMs();
            case MEDIUM -> MEDIUM_INTERVALS * pace.intervalMs();
            case LOW -> LOW_INTERVALS * pace.intervalMs();
            case BACKGROUND -> pace.heartbeatMs();
        };
    }

    /** A change of this lane waits since now, if none did before. */
    LanePlan recorded(Lane lane, SyncPace pace, long nowMs) {
        Map<Lane, Long> due = new EnumMap<>(Lane.class);
        due.putAll(dueMs);
        due.putIfAbsent(lane, nowMs + waitMs(lane, pace));
        return new LanePlan(due);
    }

    /** After a receipt: of these lanes something is still pending. What was sent and goes on is due at once. */
    LanePlan settled(Collection<Lane> pending, Set<Lane> sent, SyncPace pace, long nowMs) {
        Map<Lane, Long> due = new EnumMap<>(Lane.class);
        for (Lane lane : pending) {
            Long since = sent.contains(lane) ? Long.valueOf(nowMs) : dueMs.get(lane);
            due.put(lane, since == null ? Long.valueOf(nowMs + waitMs(lane, pace)) : since);
        }
        return new LanePlan(due);
    }

    /**
     * The lanes that an exchange sends now. One that is not known to wait is among them: it costs nothing.
     *
     * @param battery percent; empty on mains
     */
    Set<Lane> due(SyncPace pace, long nowMs, OptionalLong battery) {
        Set<Lane> due = EnumSet.allOf(Lane.class);
        due.removeIf(lane -> dueMs.getOrDefault(lane, nowMs) > nowMs + waitMs(lane, pace) / EARLY);
        due.add(Lane.HIGH);
        boolean isBusy = dueMs.keySet().stream().anyMatch(lane -> lane != Lane.BACKGROUND);
        if (dueMs.containsKey(Lane.BACKGROUND)
                && (isBusy || battery.orElse(BATTERY_PERCENT_MIN) < BATTERY_PERCENT_MIN)) {
            due.remove(Lane.BACKGROUND);
        } else {
            due.add(Lane.BACKGROUND);
        }
        return due;
    }

    /** How long until the first lane that waits is due; at least an interval, for what is due now was just tried. */
    OptionalLong nextInMs(SyncPace pace, long nowMs) {
        return dueMs.entrySet().stream()
                .filter(lane -> lane.getKey() != Lane.BACKGROUND)
                .mapToLong(lane -> Math.max(pace.intervalMs(), lane.getValue() - nowMs))
                .min();
    }
}
