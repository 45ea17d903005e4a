package ghosthunter.hub.device;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts what is in flight, per device and for the node, before anything is sent to a worker. A full mailbox of the event bus
 * logs a line per message and fails its sender like a time-out, so the mailbox's own limit is only the backstop behind this
 * one. One for all event loops; any thread may call it, nothing in it waits.
 */
public final class Gate {
    /** Devices whose rate is remembered. */
    private static final int RATED_DEVICES_MAX = 200_000;

    /** How often an exchange waits for its event loop: for its headers, its body, the commit. */
    private static final int LOOP_TURNS = 3;

    private final Limits limits;
    private final RequestRate rate;
    private final Backlog backlog;
    private final Map<DeviceRef, Integer> devices = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong bytesInFlight = new AtomicLong();
    private final LongAdder refused = new LongAdder();
    private final Promise<Void> emptied = Promise.promise();
    private volatile boolean closed;

    /** @param nanoTime a clock that only measures distances, nanoseconds */
    public Gate(Limits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.backlog = new Backlog(nanoTime);
        this.rate = new RequestRate(limits.deviceRequestsPerMinMax(), RATED_DEVICES_MAX, nanoTime);
    }

    /**
     * What may be in flight.
     *
     * @param deviceInFlightMax requests of one device; a second one is a retry that overtook its time-out, more are a fault
     * @param deviceRequestsPerMinMax requests of one device in a minute, all at once or evenly
     * @param nodeInFlightMax requests of all devices
     * @param nodeBytesMax bytes of all bodies, also of those whose sender is not known yet
     * @param waitMsMax how long a request may have to wait for its answer, as it looks when it comes, milliseconds
     */
    public record Limits(
            int deviceInFlightMax,
            int deviceRequestsPerMinMax,
            int nodeInFlightMax,
            long nodeBytesMax,
            long waitMsMax) {
        /** 4 a device at once, 1,200 a minute, 4,096 a node, 256 MiB of bodies, 2 s. */
        public static final Limits DEFAULT = new Limits(4, 1_200, 4_096, 256L << 20, 2_000);

        public Limits {
            if (deviceInFlightMax < 1
                    || deviceRequestsPerMinMax < 1
                    || nodeInFlightMax < deviceInFlightMax
                    || nodeBytesMax < 1
                    || waitMsMax < 1) {
                throw new IllegalArgumentException("one device fits into the node, and every limit is 1 or more");
            }
        }
    }

    /**
     * Sends a request away that would wait too long, before anything of it is read, so that less is worked for answers that
     * are given up. An estimate: what waits in sockets it knows only by how late the event loop is. Each is given a turn of its
     * own, so that those who come back do not come together.
     *
     * @param lateMs how late the event loop is that the request came to, milliseconds
     * @throws ProblemException {@code overloaded}, with its turn
     */
    public void requireShortWait(long lateMs) {
        long waitMs = backlog.waitMs() + LOOP_TURNS * lateMs;
        if (waitMs > limits.waitMsMax()) {
            refused.increment();
            throw Problem.turn(
                            ProblemType.OVERLOADED,
                            "the answer would take about " + waitMs + " ms; come back when told",
                            backlog.turnMs(limits.waitMsMax()))
                    .exception();
        }
    }

    /** From now on the hub works for a request: who comes behind it waits for it, also before {@link #enter}. */
    public Work begin() {
        return new Work();
    }

    /**
     * Lets a request in.
     *
     * @param bytes what is known of the size of its body, 0 or more; {@link Pass#grow} tells the rest
     * @throws ProblemException {@code device-busy}, {@code too-many-requests} or {@code overloaded}; nothing is held then
     */
    public Pass enter(DeviceRef device, long bytes) {
        if (closed) {
            throw refuse(ProblemType.OVERLOADED, "the hub is shutting down");
        }
        if (!rate.take(device)) {
            throw refuse(
                    ProblemType.TOO_MANY_REQUESTS,
                    "the device may send " + limits.deviceRequestsPerMinMax() + " requests a minute");
        }
        if (inFlight.incrementAndGet() > limits.nodeInFlightMax()) {
            leaveNode();
            throw refuse(ProblemType.OVERLOADED, "the hub has " + limits.nodeInFlightMax() + " requests in flight");
        }
        if (devices.merge(device, 1, Integer::sum) > limits.deviceInFlightMax()) {
            leaveDevice(device);
            leaveNode();
            throw refuse(
                    ProblemType.DEVICE_BUSY,
                    "the device has " + limits.deviceInFlightMax() + " requests in flight already");
        }
        Pass pass = new Pass(device);
        try {
            pass.grow(bytes);
            return pass;
        } catch (ProblemException e) {
            pass.leave();
            throw e;
        }
    }

    /**
     * Holds room for bytes of somebody who is not known yet.
     *
     * @throws ProblemException {@code overloaded}; nothing is held then
     */
    public Hold hold(long bytes) {
        return new Hold().grow(bytes);
    }

    /**
     * From now on nobody is let in; who is in may finish.
     *
     * @return complete when everybody is out
     */
    public Future<Void> close() {
        closed = true;
        completeIfEmpty();
        return emptied.future();
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return closed;
    }

    /** How many requests are in flight. */
    public int inFlight() {
        return inFlight.get();
    }

    /** How many bytes of bodies are in flight. */
    public long bytesInFlight() {
        return bytesInFlight.get();
    }

    /** How many devices have a request in flight. */
    public int devicesInFlight() {
        return devices.size();
    }

    /** These devices, as they are now. */
    public Set<DeviceRef> inFlightDevices() {
        return Set.copyOf(devices.keySet());
    }

    /** How many were refused since the start. */
    public long refused() {
        return refused.sum();
    }

    private ProblemException refuse(ProblemType type, String detail) {
        refused.increment();
        return Problem.of(type, detail).exception();
    }

    private void leaveNode() {
        inFlight.decrementAndGet();
        completeIfEmpty();
    }

    private void completeIfEmpty() {
        if (closed && inFlight.get() == 0) {
            emptied.tryComplete();
        }
    }

    private void leaveDevice(DeviceRef device) {
        devices.computeIfPresent(device, (ref, count) -> count == 1 ? null : count - 1);
    }

    /** What others wait for. */
    public final class Work {
        private final AtomicBoolean ended = new AtomicBoolean();

        private Work() {
            backlog.entered();
        }

        /** It is done. Only the first call of the two counts. */
        public void done() {
            if (ended.compareAndSet(false, true)) {
                backlog.left();
            }
        }

        /** It was refused or given up: that says nothing of how fast the hub works. */
        public void dropped() {
            if (ended.compareAndSet(false, true)) {
                backlog.dropped();
            }
        }
    }

    /** Room for bytes; given back by {@link #release}. One context only. */
    public final class Hold {
        private final AtomicLong held = new AtomicLong();
        private final AtomicBoolean released = new AtomicBoolean();

        private Hold() {}

        /**
         * There are at least this many bytes in all; fewer than told before change nothing.
         *
         * @throws ProblemException {@code overloaded} if the node holds too many
         */
        @CanIgnoreReturnValue
        public Hold grow(long bytesInAll) {
            long more = bytesInAll - held.get();
            if (more <= 0 || released.get()) {
                return this;
            }
            if (bytesInFlight.addAndGet(more) > limits.nodeBytesMax()) {
                bytesInFlight.addAndGet(-more);
                throw refuse(
                        ProblemType.OVERLOADED, "the hub has " + limits.nodeBytesMax() + " bytes of bodies in flight");
            }
            held.addAndGet(more);
            return this;
        }

        /** Gives the room back. Only the first call counts. */
        public void release() {
            if (released.compareAndSet(false, true)) {
                bytesInFlight.addAndGet(-held.get());
            }
        }
    }

    /** The right of one request to be in flight; given back by {@link #leave}. */
    public final class Pass {
        private final DeviceRef device;
        private final AtomicBoolean left = new AtomicBoolean();
        private final Hold body = new Hold();

        private Pass(DeviceRef device) {
            this.device = device;
        }

        /**
         * The body has at least this many bytes in all; fewer than told before change nothing. One request grows on one
         * context only.
         *
         * @throws ProblemException {@code overloaded} if the node holds too many
         */
        @CanIgnoreReturnValue
        public Pass grow(long bytesInAll) {
            body.grow(bytesInAll);
            return this;
        }

        /** Out again. Only the first call counts. */
        public void leave() {
            if (left.compareAndSet(false, true)) {
                body.release();
                leaveDevice(device);
                leaveNode();
            }
        }
    }
}
