package ghosthunter.hub.http;

import ghosthunter.hub.metrics.HubMetrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections each address holds, over all event loops of a node. An IPv6 address counts as its /64, for that is
 * what one subscriber has. Any thread may call it, nothing in it waits.
 */
public final class Connections {
    private static final int SUBSCRIBER_GROUPS = 4;

    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();

    public Connections(HubMetrics metrics) {
        metrics.watchConnections(open::get, byAddress::size);
    }

    /** One more; how many that address holds now. */
    int enter(String address) {
        open.incrementAndGet();
        return byAddress.merge(address, 1, Integer::sum);
    }

    /** One fewer. */
    void leave(String address) {
        open.decrementAndGet();
        byAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
    }

    /** What an address is counted as. The text is the JDK's: eight groups in hexadecimal, not shortened. */
    public static String subscriber(String address) {
        int end = -1;
        for (int group = 0; group < SUBSCRIBER_GROUPS; group++) {
            end = address.indexOf(':', end + 1);
            if (end < 0) {
                return address;
            }
        }
        return address.substring(0, end) + "::/64";
    }
}
