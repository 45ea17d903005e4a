package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.TenantId;
import java.util.UUID;

/** The keys of the ledger's rows. */
public final class Key {
    private Key() {}

    /** One incarnation of a device's store. */
    public record OfEpoch(DeviceRef device, Epoch epoch) {
        /** One of its chains. */
        public Chain chain(Lane lane) {
            return new Chain(device, epoch, lane);
        }
    }

    /** One chain. */
    public record Chain(DeviceRef device, Epoch epoch, Lane lane) {
        /** One place in it. */
        public Entry entry(long seq) {
            return new Entry(this, seq);
        }

        /** How people read it within a device: epoch and lane. */
        public String subject() {
            return epoch + "/" + lane.wire();
        }
    }

    /** One place in a chain: one row of the ledger. */
    public record Entry(Chain chain, long seq) {}

    /** A change by its id. */
    public record Change(DeviceRef device, UUID id) {}

    /** An entity as one device speaks of it: only there have its changes an order. */
    public record Entity(DeviceRef device, String type, String key) {}

    /** A package. */
    public record OfPackage(TenantId tenant, String trackingId) {}

    /** An entity, whoever speaks of it. */
    public record OfEntity(TenantId tenant, String type, String key) {}

    /** One version of an entity. */
    public record Version(OfEntity entity, long version) {}

    /** A conflict of an entity. */
    public record Conflict(TenantId tenant, UUID id) {}

    /** A boot of a device. */
    public record Boot(DeviceRef device, String boot) {}

    /** What a finding is about. */
    public record Finding(DeviceRef device, FindingKind kind, String subject) {}
}
