package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceRef;
import java.time.Instant;

/** A token just made. {@code toString} does not show its text. */
public record IssuedToken(EnrollmentToken token, DeviceRef device, Instant expiresAt) {}
