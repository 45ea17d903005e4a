package ghosthunter.hub.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Records in a Micrometer registry: {@code hub.ledger.*}. */
public final class MicrometerLedgerMetrics implements LedgerMetrics {
    private final MeterRegistry registry;
    private final Counter changes;
    private final Counter splits;
    private final Counter overloads;

    public MicrometerLedgerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.changes = Counter.builder("hub.ledger.changes")
                .description("Changes made durable")
                .register(registry);
        this.splits = Counter.builder("hub.ledger.splits")
                .description("Groups cut in halves because of something in them")
                .register(registry);
        this.overloads = Counter.builder("hub.ledger.overloads")
                .description("Submissions turned away because the queue was full")
                .register(registry);
    }

    @Override
    public void appended(int count) {
        changes.increment(count);
    }

    @Override
    public void retried(String cause) {
        Counter.builder("hub.ledger.retries")
                .description("Groups tried again, by cause")
                .tag("cause", cause)
                .register(registry)
                .increment();
    }

    @Override
    public void split() {
        splits.increment();
    }

    @Override
    public void overloaded() {
        overloads.increment();
    }
}
