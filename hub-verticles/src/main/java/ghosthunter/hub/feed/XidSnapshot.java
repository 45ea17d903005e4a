package ghosthunter.hub.feed;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which transactions a reader sees: {@code pg_snapshot} of PostgreSQL, {@code xmin:xmax:xid,xid…}. The log tells of a commit
 * before readers see it, with a synchronous standby long before; what is fed then would be read in its old state.
 */
final class XidSnapshot {
    private static final long LOW = 0xFFFF_FFFFL;

    private final long xmin;
    private final long xmax;
    private final Set<Long> underWay;

    private XidSnapshot(long xmin, long xmax, Set<Long> underWay) {
        this.xmin = xmin;
        this.xmax = xmax;
        this.underWay = underWay;
    }

    static XidSnapshot parse(String text) {
        String[] parts = text.split(":", -1);
        Set<Long> underWay = Arrays.stream(parts[2].split(","))
                .filter(xid -> !xid.isEmpty())
                .map(Long::parseLong)
                .collect(Collectors.toSet());
        return new XidSnapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), underWay);
    }

    /** Whether all of these have ended and are seen; they began lately. */
    boolean sees(Collection<Integer> xids) {
        return xids.stream().allMatch(xid -> sees(whole(xid)));
    }

    private boolean sees(long xid) {
        return xid < xmin || (xid < xmax && !underWay.contains(xid));
    }

    /** The id of which these are the lower bits: the one that is nearest to now. */
    private long whole(int low) {
        long xid = (xmax & ~LOW) | (low & LOW);
        if (xid - xmax > LOW / 2) {
            return xid - LOW - 1;
        }
        return xmax - xid > LOW / 2 ? xid + LOW + 1 : xid;
    }
}
