package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.hub.directory.Certifier;
import ghosthunter.hub.directory.Enrollment;
import ghosthunter.hub.directory.KeyRing;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A ring of keys for tests in which nobody changes one. */
final class FakeKeyRing implements KeyRing {
    @Override
    public Future<List<String>> revoke(DeviceRef device, @Nullable String kid) {
        return nobodyAsks();
    }

    @Override
    public Future<Enrollment> rotate(DeviceRef device, String by, VerifyKey next, Certifier certifier) {
        return nobodyAsks();
    }

    @Override
    public Future<Void> confirm(DeviceRef device, String kid) {
        return nobodyAsks();
    }

    @Override
    public Future<List<String>> admit(DeviceRef device, @Nullable String kid, Duration time) {
        return nobodyAsks();
    }

    private static <T> Future<T> nobodyAsks() {
        return Future.failedFuture(new AssertionError("nobody asks this here"));
    }
}
