package ghosthunter.hub.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the heuristics together think of a conflict.
 *
 * @param odds log-odds for the incoming side
 * @param hints the names of those that had something to say
 */
record Opinion(double odds, List<String> hints) {
    Opinion {
        hints = List.copyOf(hints);
    }

    /** Asks them all of these conflicting fields. */
    static Opinion of(Meeting meeting, Set<String> fields) {
        double sum = 0;
        List<String> hints = new ArrayList<>();
        for (Heuristic heuristic : Heuristic.values()) {
            double odds = heuristic.odds(meeting, fields);
            if (odds != 0) {
                sum += odds;
                hints.add(heuristic.name().toLowerCase(Locale.ROOT));
            }
        }
        return new Opinion(sum, hints);
    }

    /** From 0.5, no idea, to 1. */
    double confidence() {
        return 1 / (1 + StrictMath.exp(-Math.abs(odds)));
    }

    boolean leansToIncoming() {
        return odds > 0;
    }

    Ground ground() {
        return new Ground(2, hints.isEmpty() ? "no-hint" : String.join("+", hints), confidence());
    }

    String suggestion() {
        if (odds == 0) {
            return "nothing tells which side is right";
        }
        return (leansToIncoming() ? "take the change" : "keep what is here") + ", by " + String.join(" and ", hints);
    }
}
