package ghosthunter.hub.ledger;

import ghosthunter.codecs.time.ClockSample;
import ghosthunter.hub.projection.PackageRow;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * The rows that a judged group writes: each key once, for Postgres refuses two changes of one row in one statement (21000).
 *
 * @param at hub's clock
 * @param devices whole rows
 * @param epochs whole rows, new or changed
 * @param heads whole rows, new or changed
 * @param entries new rows of the ledger
 * @param evidence new rows
 * @param verified what became known of evidence that is there already
 * @param samplesDropped samples that make room
 * @param samplesAdded new samples
 * @param packagesAdded rows that were not there
 * @param packagesChanged rows that were there
 * @param quarantined new rows
 * @param released ends of quarantine
 * @param findings new rows, or repetitions of what is there
 * @param findingsClosed findings that are no more
 * @param forks new rows
 * @param projections each step of each package, for the search of a culprit
 * @param entities what syncs both ways
 */
record GroupWrites(
        Instant at,
        Collection<Row.Device> devices,
        Collection<Row.OfEpoch> epochs,
        Collection<Row.ChainHead> heads,
        List<Row.Entry> entries,
        List<Row.Evidence> evidence,
        List<Row.Verified> verified,
        List<Sample> samplesDropped,
        List<Sample> samplesAdded,
        List<PackageRow> packagesAdded,
        List<PackageRow> packagesChanged,
        List<Row.Quarantined> quarantined,
        List<Row.Released> released,
        Collection<Row.Finding> findings,
        List<Key.Finding> findingsClosed,
        List<Row.Fork> forks,
        List<Projection> projections,
        EntityWrites entities) {

    /** A clock sample of a device. */
    record Sample(Key.Boot boot, ClockSample sample) {}

    /**
     * One step of a package.
     *
     * @param cause the entry that made it
     * @param row what was written if this were the last step
     * @param added the row was not there
     */
    record Projection(Key.Entry cause, PackageRow row, boolean added) {}
}
