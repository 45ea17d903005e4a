package ghosthunter.hub.realtime;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.exchange.Trigger;
import ghosthunter.codecs.exchange.Trigger.Reason;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** The open stream of one device. Any thread may call it. */
public final class DeviceStream {
    private final DeviceRef device;
    private final String kid;
    private final Wire wire;
    private final Instant openedAt;
    private final AtomicReference<Owed> owed = new AtomicReference<>(Owed.NOTHING);
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Written by the ticks of one verticle alone. */
    private long keepAliveAtNanos;

    DeviceStream(DeviceRef device, String kid, Wire wire, Instant openedAt, long keepAliveAtNanos) {
        this.device = device;
        this.kid = kid;
        this.wire = wire;
        this.openedAt = openedAt;
        this.keepAliveAtNanos = keepAliveAtNanos;
    }

    DeviceRef device() {
        return device;
    }

    /** The key that asked for it. */
    String kid() {
        return kid;
    }

    Instant openedAt() {
        return openedAt;
    }

    /** Whether it is to be queued for a call now, and was not before. */
    boolean news(Reason reason) {
        return becomesQueued(now -> now.news(reason));
    }

    /** The same for a device that was called long ago. */
    boolean overdue(long nowNanos, long againNanos) {
        return becomesQueued(now -> now.overdue(nowNanos, againNanos));
    }

    private boolean becomesQueued(UnaryOperator<Owed> step) {
        Owed before = owed.getAndUpdate(step);
        return !before.isQueued() && step.apply(before).isQueued();
    }

    /** Calls the device unless it came meanwhile; why it was called. */
    Optional<Reason> call(long nowNanos) {
        Owed before = owed.getAndUpdate(now -> now.told(nowNanos));
        if (!before.isQueued() || ended.get()) {
            return Optional.empty();
        }
        wire.tell(Trigger.syncRequired(before.reason()));
        return Optional.of(before.reason());
    }

    /** The device exchanges: whatever it was owed it reads now. */
    void exchanged() {
        owed.updateAndGet(Owed::exchanged);
    }

    /** Whether this tick was one for a keep-alive. */
    boolean keptAlive(long nowNanos, long everyNanos) {
        if (nowNanos - keepAliveAtNanos < 0) {
            return false;
        }
        keepAliveAtNanos = nowNanos + everyNanos;
        wire.keepAlive();
        return true;
    }

    /** Whether this call ended it. */
    boolean end(Ending why) {
        boolean first = ended.compareAndSet(false, true);
        if (first) {
            wire.end(why);
        }
        return first;
    }
}
