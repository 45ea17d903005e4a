package ghosthunter.edge.enroll;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.key.HubKeys;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.key.VerifyKey;

/**
 * Who this device is, and to whom it speaks.
 *
 * @param hub the id of the hub
 * @param hubKeys the keys of the hub that are believed: the one pinned when the device was enrolled, or its successors
 * @param device the device, with its tenant
 * @param key the key pair of the device
 */
public record Identity(String hub, HubKeys hubKeys, DeviceRef device, SigningKey key) {
    /** An identity just enrolled. */
    public Identity(String hub, VerifyKey hubKey, DeviceRef device, SigningKey key) {
        this(hub, new HubKeys(hubKey, null), device, key);
    }

    /** Whether the same device speaks to the same hub; keys may differ. */
    public boolean isSameDevice(Identity other) {
        return hub.equals(other.hub) && device.equals(other.device);
    }
}
