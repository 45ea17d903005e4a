package ghosthunter.hub.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * What an audit found.
 *
 * @param checks in the order in which they ran
 */
public record AuditReport(List<Check> checks) {
    /** How many faults of one check are told in full. */
    public static final int TOLD_MAX = 20;

    public AuditReport {
        checks = List.copyOf(checks);
    }

    /** All faults together. */
    public long faults() {
        return checks.stream().mapToLong(Check::faults).sum();
    }

    /**
     * One check.
     *
     * @param what what was checked, in the plural
     * @param checked how many
     * @param faults how many things are wrong with them
     * @param told the first of these, each one line
     */
    public record Check(String what, long checked, long faults, List<String> told) {
        public Check {
            told = List.copyOf(told);
        }
    }

    /** Counts while a check runs. */
    static final class Tally {
        private final String what;
        private final Progress progress;
        private final List<String> told = new ArrayList<>();
        private long checked;
        private long faults;

        Tally(String what, Progress progress) {
            this.what = what;
            this.progress = progress;
        }

        void checked() {
            checked++;
            progress.step(what, checked);
        }

        void fault(String where, String reason) {
            faults++;
            if (told.size() < TOLD_MAX) {
                told.add(where + ": " + reason);
            }
        }

        Check check() {
            return new Check(what, checked, faults, told);
        }
    }
}
