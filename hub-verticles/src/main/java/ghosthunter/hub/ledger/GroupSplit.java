package ghosthunter.hub.ledger;

import java.util.List;

/** Cuts a group in which something is wrong, until the culprit is alone: log2(n) levels, each of smaller groups. Pure. */
final class GroupSplit {
    private GroupSplit() {}

    /**
     * The two halves, in order.
     *
     * @throws IllegalArgumentException if there is nothing to cut
     */
    static <T> List<List<T>> halves(List<T> group) {
        if (group.size() < 2) {
            throw new IllegalArgumentException("a group of " + group.size() + " is not cut");
        }
        int middle = group.size() / 2;
        return List.of(List.copyOf(group.subList(0, middle)), List.copyOf(group.subList(middle, group.size())));
    }
}
