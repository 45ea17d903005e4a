package ghosthunter.edge.enroll;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.key.VerifyKey;

/**
 * Who this device is, and to whom it speaks.
 *
 * @param hub the id of the hub
 * @param hubKey the hub's key, pinned when the device was enrolled
 * @param device the device, with its tenant
 * @param key the key pair of the device
 */
public record Identity(String hub, VerifyKey hubKey, DeviceRef device, SigningKey key) {}
