package ghosthunter.hub.ledger;

import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.time.ClockSample;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which rows a group must lock or read before it can be judged. Pure. The reader sorts where it locks.
 *
 * @param devices to lock, all of them
 * @param unsigned of these, the ones that are created where they are missing and whose unsigned epoch is read
 * @param reviewed of these, the ones whose whole quarantine is read
 * @param epochs to read with all their heads
 * @param runEnds places of the ledger whose hash is compared
 * @param changes ids that may have been recorded before
 * @param entities whose waiting changes are read
 * @param packages to lock
 * @param boots whose clock samples are read
 * @param shared the entities to lock, and what is read of them
 */
record GroupNeeds(
        Set<DeviceRef> devices,
        Set<DeviceRef> unsigned,
        Set<DeviceRef> reviewed,
        Set<Key.OfEpoch> epochs,
        Set<Key.Entry> runEnds,
        Set<Key.Change> changes,
        Set<Key.Entity> entities,
        Set<Key.OfPackage> packages,
        Set<Key.Boot> boots,
        EntityNeeds shared) {

    static GroupNeeds of(Collection<Intake> group, EntityCatalog catalog) {
        GroupNeeds needs = new GroupNeeds(
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                EntityNeeds.none());
        group.forEach(intake -> needs.add(intake, catalog));
        return needs;
    }

    private void add(Intake intake, EntityCatalog catalog) {
        if (!devices.add(intake.device())) {
            throw new IllegalStateException("a group has one submission of a device: " + intake.device());
        }
        boolean unused =
                intake.<Boolean>fold(this::addSigned, this::addUnsigned, review -> reviewed.add(intake.device()));
        intake.lines().forEach(line -> addLine(intake.device(), line, catalog));
    }

    private boolean addUnsigned(Intake.Unsigned intake) {
        shared.expect(intake.device().tenant(), intake.submission().expected());
        return unsigned.add(intake.device());
    }

    private boolean addSigned(Intake.Signed signed) {
        Statement statement = signed.submission().exchange().statement();
        Key.OfEpoch epoch = new Key.OfEpoch(statement.device(), statement.epoch());
        epochs.add(epoch);
        statement.epochs().forEach(past -> epochs.add(new Key.OfEpoch(statement.device(), past.epoch())));
        for (Intake.ReadRun read : signed.runs()) {
            Run run = read.run();
            runEnds.add(epoch.chain(run.lane()).entry(run.to()));
        }
        boots.add(new Key.Boot(statement.device(), statement.clock().boot()));
        for (ClockSample sample : statement.samples()) {
            boots.add(new Key.Boot(statement.device(), sample.boot()));
        }
        Statement.Verified verified = statement.verified();
        return verified == null || boots.add(new Key.Boot(statement.device(), verified.boot()));
    }

    /** What is reviewed was recorded before, and all that waits is read anyway. */
    private void addLine(DeviceRef device, ReadLine read, EntityCatalog catalog) {
        if (!reviewed.contains(device)) {
            changes.add(new Key.Change(device, read.id()));
            Entities.of(device, read).ifPresent(entities::add);
        }
        boolean unused =
                read.reading().<Boolean>fold(valid -> addChange(device, valid.change(), catalog), poison -> false);
    }

    private boolean addChange(DeviceRef device, Change change, EntityCatalog catalog) {
        boots.add(new Key.Boot(device, change.boot()));
        return change.type().equals(EntityTypes.PACKAGE)
                ? packages.add(new Key.OfPackage(device.tenant(), change.key()))
                : CoreTypes.type(catalog, change.type())
                        .map(type -> shared.add(device.tenant(), change, type))
                        .orElse(false);
    }
}
