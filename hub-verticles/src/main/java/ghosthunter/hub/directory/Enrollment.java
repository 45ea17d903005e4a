package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceRef;

/**
 * A device is enrolled with a key.
 *
 * @param kid thumbprint of the key
 * @param certificate the hub's JWS that says so
 */
public record Enrollment(DeviceRef device, String kid, String certificate) {}
