package ghosthunter.hub.metrics;

import ghosthunter.hub.ledger.Ledger;
import ghosthunter.hub.ledger.Outcome;
import ghosthunter.hub.ledger.Submission;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** A ledger that counts its groups. */
public final class MeteredLedger implements Ledger {
    private static final Duration[] COMMIT_TIMES = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };
    private static final double[] GROUP_SIZES = {1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000};

    private final Ledger ledger;
    private final MeterRegistry registry;
    private final Timer commit;
    private final DistributionSummary submissions;
    private final Counter failed;

    public MeteredLedger(Ledger ledger, HubMetrics metrics) {
        this.ledger = ledger;
        this.registry = metrics.registry();
        this.commit = Timer.builder("hub.group.commit")
                .description("From handing a group to the ledger to its outcome")
                .serviceLevelObjectives(COMMIT_TIMES)
                .register(registry);
        this.submissions = DistributionSummary.builder("hub.group.submissions")
                .description("Submissions in one group")
                .serviceLevelObjectives(GROUP_SIZES)
                .register(registry);
        this.failed = Counter.builder("hub.group.submissions.failed")
                .description("Submissions that are not known to be durable")
                .register(registry);
    }

    @Override
    public Future<List<Outcome>> commit(List<Submission> group) {
        submissions.record(group.size());
        Timer.Sample sample = Timer.start(registry);
        return ledger.commit(group).onComplete(done -> stop(sample)).onSuccess(this::count);
    }

    @Override
    public Future<Void> close() {
        return ledger.close();
    }

    private void stop(Timer.Sample sample) {
        var unused = sample.stop(commit);
    }

    private void count(List<Outcome> outcomes) {
        long lost = outcomes.stream()
                .filter(outcome -> outcome.fold(committed -> false, notDurable -> true))
                .count();
        failed.increment((double) lost);
    }
}
