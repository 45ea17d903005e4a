package ghosthunter.hub.realtime;

import ghosthunter.codecs.exchange.Trigger.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** The figures of streams. Any thread may call it. */
final class StreamFigures {
    private final MeterRegistry registry;

    StreamFigures(MeterRegistry registry, Supplier<Number> open) {
        this.registry = registry;
        Gauge.builder("ghosthunter.stream.open", open)
                .description("Streams of devices that are open at this node")
                .register(registry);
    }

    void ended(Ending why) {
        Counter.builder("ghosthunter.stream.ended")
                .description("Streams that ended, by the reason")
                .tag("reason", why.wire())
                .register(registry)
                .increment();
    }

    void called(Reason reason) {
        Counter.builder("ghosthunter.stream.triggers")
                .description("Devices that were called, by the reason")
                .tag("reason", reason.wire())
                .register(registry)
                .increment();
    }
}
