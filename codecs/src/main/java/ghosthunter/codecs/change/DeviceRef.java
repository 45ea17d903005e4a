package ghosthunter.codecs.change;

import java.util.Comparator;

/** A device with its tenant: what names a device across the whole hub. Ordered by tenant, then device. */
public record DeviceRef(TenantId tenant, DeviceId device) implements Comparable<DeviceRef> {
    private static final Comparator<DeviceRef> ORDER =
            Comparator.comparing(DeviceRef::tenant).thenComparing(DeviceRef::device);

    @Override
    public int compareTo(DeviceRef other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return tenant + "/" + device;
    }
}
