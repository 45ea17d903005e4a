package ghosthunter.hub.socketio;

import ghosthunter.hub.http.Connections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many sessions a node and each address have: over polling a session needs no connection that would count. Any thread may call
 * it.
 */
final class SessionCount {
    private final int max;
    private final int addressMax;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

    SessionCount(int max, int addressMax) {
        this.max = max;
        this.addressMax = addressMax;
    }

    /** Whether there is room for one more, which then is counted. */
    boolean enter(String address) {
        int all = open.incrementAndGet();
        int held = byAddress.merge(Connections.subscriber(address), 1, Integer::sum);
        if (all > max || held > addressMax) {
            leave(address);
            return false;
        }
        return true;
    }

    /** One fewer. */
    void leave(String address) {
        open.decrementAndGet();
        byAddress.computeIfPresent(
                Connections.subscriber(address), (same, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }

    int open() {
        return open.get();
    }
}
