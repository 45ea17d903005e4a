package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.key.VerifyKey;

/** Signs that a device is enrolled with a key. */
@FunctionalInterface
public interface Certifier {
    /** The compact JWS of the certificate. */
    String certify(DeviceRef device, VerifyKey key);
}
