package ghosthunter.load.reconcile;

import java.util.List;
import java.util.stream.Stream;

/**
 * The result of comparing every locker's SQLite with Postgres.
 *
 * @param recorded packages that the lockers recorded
 * @param stored of those, how many stand in Postgres
 * @param missing tracking ids that a locker recorded and Postgres lacks
 * @param duplicated tracking ids whose drop-off was projected more than once
 * @param gaps places where a chain in the ledger has a gap, a wrong hash or a wrong head
 */
public record Reconciliation(
        long recorded, long stored, List<String> missing, List<String> duplicated, List<String> gaps) {
    private static final int COMPLAINTS_MAX = 10;

    public Reconciliation {
        missing = List.copyOf(missing);
        duplicated = List.copyOf(duplicated);
        gaps = List.copyOf(gaps);
    }

    /** Whether nothing is lost, doubled or broken. */
    public boolean holds() {
        return recorded == stored && missing.isEmpty() && duplicated.isEmpty() && gaps.isEmpty();
    }

    /** What exactly is wrong, a line each, at most {@value #COMPLAINTS_MAX} of a kind; nothing when it holds. */
    public List<String> complaints() {
        return Stream.of(
                        missing.stream().map(id -> "missing at the hub: " + id),
                        duplicated.stream().map(id -> "recorded more than once: " + id),
                        gaps.stream().map(gap -> "broken chain: " + gap))
                .flatMap(kind -> kind.limit(COMPLAINTS_MAX))
                .toList();
    }

    /** The one line that says it. */
    public String line() {
        return "reconciled: recorded=" + recorded + " stored=" + stored + " missing=" + missing.size() + " duplicated="
                + duplicated.size() + " gaps=" + gaps.size();
    }
}
