package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.key.VerifyKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What changes the keys of devices. Each call is one transaction; it is kept outside the database before it commits, and every
 * node hears of it with the commit. Any context may call it.
 */
public interface KeyRing {
    /**
     * Shuts keys of a device out, for good. Without a key: all of them, and its open tokens are given up. What was recorded
     * stays.
     *
     * @return the keys that were shut out by this call; fails with {@code not-found} when there is no such device or key
     */
    Future<List<String>> revoke(DeviceRef device, @Nullable String kid);

    /**
     * Lets the next key of a device in. The caller has verified that the sender holds both. The old one stays valid until
     * {@link #confirm}. The same rotation may be repeated.
     *
     * @param by the key that asked for it
     * @return fails with {@code key-revoked} when {@code by} is not valid any more, or {@code next} once was the device's
     */
    Future<Enrollment> rotate(DeviceRef device, String by, VerifyKey next, Certifier certifier);

    /** The first exchange that this key signed was committed: the others of its device retire. */
    Future<Void> confirm(DeviceRef device, String kid);

    /**
     * Lets what a revoked or retired key signs be recorded as untrusted evidence for a while.
     *
     * @param kid one key, or null for all that are shut out
     * @param time how long; zero ends it
     * @return the keys that are admitted; fails with {@code not-found} when there is none
     */
    Future<List<String>> admit(DeviceRef device, @Nullable String kid, Duration time);
}
