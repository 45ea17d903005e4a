package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.key.VerifyKey;

/** Signs that a device is enrolled with a key. */
@FunctionalInterface
public interface Certifier {
    /** The compact JWS of the certificate. */
    String certify(DeviceRef device, VerifyKey key);

    /** The certificate to hand out: the one that was made before, or a new one where the hub signs with another key now. */
    default String current(DeviceRef device, VerifyKey key, String certificate) {
        return certificate;
    }
}
