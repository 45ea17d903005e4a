package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.time.ClockState;
import ghosthunter.codecs.time.OccurredAt;
import ghosthunter.hub.projection.Occurred;
import java.time.Instant;

/**
 * Places what a device states in hub time.
 *
 * @param evidence what is known of the device's clocks
 */
record Placement(OccurredAt.Evidence evidence) {
    /** When a change was recorded. */
    Occurred place(Change change) {
        return place(change.boot(), change.upMs(), change.at().toEpochMilli());
    }

    /** When something happened. A device may state any number; one that leads out of range is as good as none. */
    Occurred place(String boot, long upMs, long wallMs) {
        try {
            OccurredAt placed = OccurredAt.place(boot, upMs, wallMs, evidence);
            long fromMs = placed.interval().fromMs();
            long latestMs = evidence.receivedAtMs() + evidence.hubErrorMs();
            if (fromMs >= 0 && placed.interval().toMs() <= latestMs) {
                return new Occurred(
                        placed.interval().centre(), placed.interval().errorMs(), placed.state());
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            return arrival();
        }
        return arrival();
    }

    /** Of something that does not tell its time: it happened before it arrived. */
    Occurred arrival() {
        return new Occurred(Instant.ofEpochMilli(evidence.receivedAtMs()), 0, ClockState.UNTRUSTED);
    }
}
