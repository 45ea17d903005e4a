package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What waits for the next group, in order. A second submission of one device waits for the group after. Pure; of one context.
 *
 * @param <T> what carries a submission
 */
final class GroupQueue<T> {
    private final GroupLimits limits;
    private final Function<T, Submission> submission;
    private final Deque<T> waiting = new ArrayDeque<>();

    GroupQueue(GroupLimits limits, Function<T, Submission> submission) {
        this.limits = limits;
        this.submission = submission;
    }

    /** Adds one, unless the queue is full. */
    boolean offer(T item) {
        return waiting.size() < limits.queueMax() && waiting.offerLast(item);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether more waiting would not make the next group larger. */
    boolean isGroupFull() {
        return waiting.size() >= limits.submissionsMax();
    }

    /** Takes the next group. */
    List<T> take() {
        List<T> group = new ArrayList<>();
        Set<DeviceRef> devices = new HashSet<>();
        long changes = 0;
        for (Iterator<T> items = waiting.iterator(); items.hasNext() && group.size() < limits.submissionsMax(); ) {
            T item = items.next();
            Submission next = submission.apply(item);
            int more = changes(next);
            if (!group.isEmpty() && changes + more > limits.changesMax()) {
                return group;
            }
            if (devices.add(next.device())) {
                items.remove();
                group.add(item);
                changes += more;
            }
        }
        return group;
    }

    private static int changes(Submission submission) {
        return submission.fold(
                signed -> signed.exchange().runs().stream()
                        .mapToInt(run -> run.lines().size())
                        .sum(),
                unsigned -> unsigned.lines().size());
    }
}
