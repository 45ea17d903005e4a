package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.time.ClockSample;
import ghosthunter.hub.projection.PackageRow;
import java.util.List;
import java.util.Map;

/**
 * The rows that a group needs, as they stand under its locks. What is not in a map is not in the database.
 *
 * @param devices all of the group
 * @param epochs the named ones, and the unsigned ones
 * @param heads every head of these epochs
 * @param runEnds hashes of the ledger at the asked places
 * @param variants what the asked change ids were recorded with, ascending by number
 * @param waiting what waits of the asked entities, and of reviewed devices all that waits; in the order it was quarantined
 * @param packages the asked ones
 * @param samples of the asked boots, the newest first
 * @param entities what syncs both ways
 */
record GroupView(
        Map<DeviceRef, Row.Device> devices,
        Map<Key.OfEpoch, Row.OfEpoch> epochs,
        Map<Key.Chain, Row.ChainHead> heads,
        Map<Key.Entry, Hash> runEnds,
        Map<Key.Change, List<Row.Variant>> variants,
        List<Row.Waiting> waiting,
        Map<Key.OfPackage, PackageRow> packages,
        Map<Key.Boot, List<ClockSample>> samples,
        EntityView entities) {}
