package ghosthunter.codecs.change;

/**
 * The code of a device within its tenant, such as {@code LOCKER-001}.
 *
 * @param value 1 to 64 characters of {@code [A-Za-z0-9._-]}, starting with a letter or digit
 */
public record DeviceId(String value) implements Comparable<DeviceId> {
    /** What a hub writes itself is of this device. No device is enrolled by this name. */
    public static final DeviceId HUB = new DeviceId("hub");

    public DeviceId {
        Names.check("device", value);
    }

    @Override
    public int compareTo(DeviceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
