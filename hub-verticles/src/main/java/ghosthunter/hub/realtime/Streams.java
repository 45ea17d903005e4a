package ghosthunter.hub.realtime;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The open streams of a node, one per device: a newer one takes the place of the older. One for all event loops; any thread may
 * call it, nothing in it waits.
 */
public final class Streams {
    /** The key of a client that has none: its dialect knew who it is. */
    public static final String NO_KEY = "";

    private static final long MS_PER_S = 1_000;

    private final StreamLimits limits;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final StreamFigures figures;
    private final ConcurrentMap<DeviceRef, DeviceStream> open = new ConcurrentHashMap<>();
    private final Set<DeviceRef> moved = ConcurrentHashMap.newKeySet();
    private final long startedNanos;
    private final Set<DeviceRef> toldOfRestart = ConcurrentHashMap.newKeySet();
    private volatile Consumer<DeviceStream> opened = stream -> {};
    private volatile boolean closed;

    /** @param random spreads what would else come together */
    public Streams(
            StreamLimits limits,
            InstantSource clock,
            LongSupplier nanoTime,
            RandomGenerator random,
            MeterRegistry registry) {
        this.limits = limits;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.random = random;
        this.figures = new StreamFigures(registry, open::size);
        this.startedNanos = nanoTime.getAsLong();
    }

    /** What streams may have. */
    public StreamLimits limits() {
        return limits;
    }

    /**
     * Looks whether a device may open a stream.
     *
     * @throws ProblemException {@code overloaded}
     */
    public void requireRoom(DeviceRef device) {
        if (closed || (open.size() >= limits.streamsMax() && !open.containsKey(device))) {
            throw Problem.of(
                            ProblemType.OVERLOADED,
                            closed ? "the hub is shutting down" : "the hub has " + limits.streamsMax() + " streams")
                    .exception();
        }
    }

    /**
     * A stream was opened; one that the device had here is ended.
     *
     * @param kid the key that asked for it, or {@link #NO_KEY}
     */
    public DeviceStream open(DeviceRef device, String kid, Wire wire) {
        long firstKeepAliveNanos = nanoTime.getAsLong() + random.nextLong(keepAliveNanos()) + 1;
        DeviceStream stream = new DeviceStream(device, kid, wire, clock.instant(), firstKeepAliveNanos);
        DeviceStream before = open.put(device, stream);
        moved.add(device);
        if (before != null) {
            end(before, Ending.REPLACED);
        }
        if (closed) {
            end(stream, Ending.SHUTDOWN);
        }
        opened.accept(stream);
        return stream;
    }

    /** A connection is gone, for whatever reason. */
    public void gone(DeviceStream stream) {
        end(stream, Ending.LEFT);
    }

    /** Ends a stream. */
    public void end(DeviceStream stream, Ending why) {
        if (stream.end(why)) {
            figures.ended(why);
        }
        if (open.remove(stream.device(), stream)) {
            moved.add(stream.device());
        }
    }

    /** This device exchanges here: it is owed nothing now. */
    public void exchanged(DeviceRef device) {
        if (isJustStarted()) {
            toldOfRestart.add(device);
        }
        DeviceStream stream = open.get(device);
        if (stream != null) {
            stream.exchanged();
        }
    }

    /** Ends all; none is opened any more. */
    public void close() {
        closed = true;
        all().forEach(stream -> end(stream, Ending.SHUTDOWN));
    }

    /** Is told of each stream that is opened, on any thread. */
    void onOpened(Consumer<DeviceStream> action) {
        opened = action;
    }

    Collection<DeviceStream> all() {
        return open.values();
    }

    Optional<DeviceStream> find(DeviceRef device) {
        return Optional.ofNullable(open.get(device));
    }

    /** The devices whose stream was opened or ended since they were taken before. */
    List<DeviceRef> takeMoved() {
        List<DeviceRef> taken = new ArrayList<>(moved);
        // What moves again in between is in the set again, or taken in its newer state.
        taken.forEach(moved::remove);
        return taken;
    }

    /** They could not be written down. */
    void giveBack(Collection<DeviceRef> devices) {
        moved.addAll(devices);
    }

    /** Whether this device is to be told that the hub has started: once, and never after it has exchanged. */
    boolean tellsOfRestart(DeviceRef device) {
        return toldOfRestart.add(device);
    }

    /** Whether it is to be told to those who come. */
    boolean isJustStarted() {
        boolean just = nanoTime.getAsLong() - startedNanos
                < TimeUnit.MILLISECONDS.toNanos(limits.restartWindowMs() + limits.restartSpreadMs());
        if (!just && !toldOfRestart.isEmpty()) {
            toldOfRestart.clear();
        }
        return just;
    }

    /** Whether a device that comes now is to be told. */
    boolean isInRestartWindow() {
        return nanoTime.getAsLong() - startedNanos < TimeUnit.MILLISECONDS.toNanos(limits.restartWindowMs());
    }

    /** Within which time a device that comes now is told: the longer, the more have come. */
    long restartSpreadMs() {
        return Math.min(limits.restartSpreadMs(), 1 + open.size() * MS_PER_S / limits.restartsPerS());
    }

    long keepAliveNanos() {
        return TimeUnit.MILLISECONDS.toNanos(limits.keepAliveMs());
    }

    StreamFigures figures() {
        return figures;
    }
}
