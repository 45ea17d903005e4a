package ghosthunter.hub.merge;

import ghosthunter.codecs.time.Hlc;
import java.time.Duration;
import java.util.Set;

/**
 * Tier 2: a hint which side is right. A probability of 0.75 means: of four such conflicts a person would decide three so.
 * Hints add up as log-odds, so that two weak ones that agree make a stronger one and two that differ cancel out. Pure.
 */
enum Heuristic {
    /** The write that is certainly later, beyond the clock error of both, knew more. */
    CAUSALITY {
        @Override
        double odds(Meeting meeting, Set<String> fields) {
            Incoming incoming = meeting.incoming();
            long laterMs =
                    Hlc.wallMs(incoming.hlc()) - Hlc.wallMs(meeting.current().hlc());
            return Math.abs(laterMs) <= 2 * incoming.errorMs() ? 0 : towards(laterMs > 0, 0.75);
        }
    },
    /** And far more if hours or days lie between. */
    RECENCY {
        @Override
        double odds(Meeting meeting, Set<String> fields) {
            Incoming incoming = meeting.incoming();
            long laterMs = incoming.occurredAt().toEpochMilli()
                    - Hlc.wallMs(meeting.current().hlc());
            long certainMs = Math.abs(laterMs) - 2 * incoming.errorMs();
            if (certainMs < HOUR_MS) {
                return 0;
            }
            return towards(laterMs > 0, certainMs < DAY_MS ? 0.65 : 0.75);
        }
    },
    /** A person at the centre or at a till looks closer than a machine. */
    DEVICE {
        @Override
        double odds(Meeting meeting, Set<String> fields) {
            Incoming incoming = meeting.incoming();
            DeviceClass theirs = DeviceClass.of(incoming.deviceKind(), incoming.device());
            DeviceClass ours = DeviceClass.of(null, meeting.current().device());
            int steps = theirs.weight() - ours.weight();
            if (steps == 0) {
                return 0;
            }
            return towards(steps > 0, Math.abs(steps) == 1 ? 0.6 : 0.65);
        }
    },
    /** Of two changes of a number the one that is ten times as far from what it was is likely a slip. */
    MAGNITUDE {
        @Override
        double odds(Meeting meeting, Set<String> fields) {
            EntityState base = meeting.base();
            if (base == null) {
                return 0;
            }
            double odds = 0;
            for (String field : fields) {
                if (base.visible().getValue(field) instanceof Number was
                        && meeting.document().getValue(field) instanceof Number theirs
                        && meeting.current().data().getValue(field) instanceof Number ours) {
                    double theirStep = Math.abs(theirs.doubleValue() - was.doubleValue());
                    double ourStep = Math.abs(ours.doubleValue() - was.doubleValue());
                    boolean slip = Math.max(theirStep, ourStep) >= SLIP * Math.min(theirStep, ourStep);
                    odds += slip ? towards(theirStep < ourStep, 0.7) : 0;
                }
            }
            return odds;
        }
    };

    private static final long HOUR_MS = Duration.ofHours(1).toMillis();
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final double SLIP = 10;

    /** Log-odds for the incoming side: positive for it, negative for the current one, 0 for no hint. */
    abstract double odds(Meeting meeting, Set<String> fields);

    private static double towards(boolean incoming, double probability) {
        double odds = StrictMath.log(probability / (1 - probability));
        return incoming ? odds : -odds;
    }
}
