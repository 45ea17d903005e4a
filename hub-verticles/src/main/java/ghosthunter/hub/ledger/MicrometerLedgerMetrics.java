package ghosthunter.hub.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Records in a Micrometer registry: {@code ghosthunter.ledger.*}. */
public final class MicrometerLedgerMetrics implements LedgerMetrics {
    private final MeterRegistry registry;
    private final DistributionSummary groupSize;
    private final Timer commit;
    private final Counter changes;
    private final Counter splits;
    private final Counter overloads;

    public MicrometerLedgerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.groupSize = DistributionSummary.builder("ghosthunter.ledger.group.submissions")
                .description("Submissions in one transaction")
                .register(registry);
        this.commit = Timer.builder("ghosthunter.ledger.commit")
                .description("From the start of a group to its end, retries included")
                .publishPercentileHistogram()
                .register(registry);
        this.changes = Counter.builder("ghosthunter.ledger.changes")
                .description("Changes made durable")
                .register(registry);
        this.splits = Counter.builder("ghosthunter.ledger.splits")
                .description("Groups cut in halves because of something in them")
                .register(registry);
        this.overloads = Counter.builder("ghosthunter.ledger.overloads")
                .description("Submissions turned away because the queue was full")
                .register(registry);
    }

    @Override
    public Runnable committing(int submissions) {
        groupSize.record(submissions);
        Timer.Sample sample = Timer.start(registry);
        return () -> sample.stop(commit);
    }

    @Override
    public void appended(int count) {
        changes.increment(count);
    }

    @Override
    public void retried(String cause) {
        Counter.builder("ghosthunter.ledger.retries")
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
