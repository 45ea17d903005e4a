package ghosthunter.hub.metrics;

import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.device.LockerRegistry;
import ghosthunter.hub.feed.FeedFigures;
import ghosthunter.hub.feed.FeedFigures.Doing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The figures of one node. Labels have few values: a route, a method, a status, never a device. Any thread may call it.
 *
 * <p>Names are Micrometer's; Prometheus shows {@code ghosthunter.http.request} as
 * {@code ghosthunter_http_request_seconds}.
 */
public final class HubMetrics implements AutoCloseable {
    private static final Duration[] ANSWER_TIMES = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20)
    };

    private static final String DATABASE = "database";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ConcurrentMap<String, FeedFigures> feeds = new ConcurrentHashMap<>();
    private final JvmGcMetrics gc = new JvmGcMetrics();

    public HubMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    /** Where other owners of figures register theirs. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Shows what is in flight. */
    public void watch(Gate gate) {
        Gauge.builder("ghosthunter.gate.requests", gate, Gate::inFlight)
                .description("Requests in flight behind the gate")
                .register(registry);
        Gauge.builder("ghosthunter.gate.devices", gate, Gate::devicesInFlight)
                .description("Devices that have a request in flight")
                .register(registry);
        Gauge.builder("ghosthunter.gate.bodies", gate, Gate::bytesInFlight)
                .description("Bytes of bodies in flight")
                .baseUnit("bytes")
                .register(registry);
        FunctionCounter.builder("ghosthunter.gate.refused", gate, Gate::refused)
                .description("Requests answered 429 or 503 because too much was in flight")
                .register(registry);
    }

    /** Shows the workers. */
    public void watch(LockerRegistry lockers) {
        Gauge.builder("ghosthunter.locker.workers", lockers, LockerRegistry::workers)
                .description("Devices that have a worker at the moment")
                .register(registry);
        Gauge.builder("ghosthunter.mailbox.batches", lockers, LockerRegistry::asking)
                .description("Batches that wait in a mailbox or are in work")
                .register(registry);
    }

    /** The figures of the feed of a database, by its name; the same each time. */
    public FeedFigures feed(String database) {
        return feeds.computeIfAbsent(database, this::watched);
    }

    private FeedFigures watched(String database) {
        FeedFigures feed = new FeedFigures();
        gauge("ghosthunter.feed.lag", database, feed::lagBytes)
                .description("Bytes of the write-ahead log that are not fed yet; shown by the node that feeds")
                .baseUnit("bytes")
                .register(registry);
        gauge("ghosthunter.feed.restart.distance", database, feed::restartDistanceBytes)
                .description("Bytes of the write-ahead log that the server keeps for the feed")
                .baseUnit("bytes")
                .register(registry);
        gauge("ghosthunter.feed.active", database, () -> feed.doing() == Doing.STANDBY ? 0 : 1)
                .description("1 at the node that feeds")
                .register(registry);
        for (Doing doing : Doing.values()) {
            gauge("ghosthunter.feed.mode", database, () -> feed.doing() == doing ? 1 : 0)
                    .description("1 for what this node does")
                    .tag("mode", doing.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        FunctionCounter.builder("ghosthunter.feed.heals", feed, FeedFigures::heals)
                .description("How often all entities were compared with what was fed")
                .tag(DATABASE, database)
                .register(registry);
        FunctionCounter.builder("ghosthunter.feed.rows", feed, FeedFigures::rows)
                .description("Entities fed, each time they changed")
                .tag(DATABASE, database)
                .register(registry);
        FunctionCounter.builder("ghosthunter.feed.mapped", feed, FeedFigures::mapped)
                .description("Entities written because a row of a mapped table changed")
                .tag(DATABASE, database)
                .register(registry);
        return feed;
    }

    private static Gauge.Builder<Supplier<Number>> gauge(String name, String database, Supplier<Number> value) {
        return Gauge.builder(name, value).tag(DATABASE, database);
    }

    /** Shows who is connected. */
    public void watchConnections(Supplier<Number> connections, Supplier<Number> addresses) {
        Gauge.builder("ghosthunter.http.connections", connections)
                .description("Open connections")
                .register(registry);
        Gauge.builder("ghosthunter.http.addresses", addresses)
                .description("Addresses that hold a connection")
                .register(registry);
    }

    /**
     * A connection was closed because of a limit, without an answer.
     *
     * @param limit the setting
     */
    public void connectionClosed(String limit) {
        Counter.builder("ghosthunter.http.connection.closed")
                .description("Connections closed without an answer, by the limit that they met")
                .tag("limit", limit)
                .register(registry)
                .increment();
    }

    /** A request was answered with a problem. */
    public void problem(ProblemType type) {
        Counter.builder("ghosthunter.http.problem")
                .description("Requests answered with a problem, by its type")
                .tag("type", type.slug())
                .register(registry)
                .increment();
    }

    /**
     * A request was answered.
     *
     * @param route the path as it is declared, {@code other} where none matched
     */
    public void answered(String method, String route, int status, long nanos) {
        Timer.builder("ghosthunter.http.request")
                .description("From the headers of a request to the end of its answer")
                .tag("method", method)
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .serviceLevelObjectives(ANSWER_TIMES)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** All figures in the text form of Prometheus. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
