package ghosthunter.load.proxy;

import static ghosthunter.load.proxy.Patience.awaited;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many requests and all faults at once: what the counts say is what happened, to the last request. */
final class ChaosProxyStormIT {
    private static final int REQUESTS = 100;

    private final Vertx vertx = Vertx.vertx();
    private final Caller caller = new Caller(vertx);
    private RecordingTarget target;

    @BeforeEach
    void startTarget() {
        target = RecordingTarget.start(vertx);
    }

    @AfterEach
    void closeEverything() {
        awaited(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void everyRequestIsEitherWholeAtTheTargetOrCountedAsCut(long seed) {
        FaultPlan plan = FaultPlan.NONE
                .withCutUpload(0.3, 1, 2_000)
                .withMissingAck(0.2)
                .withCutAnswer(0.1, 1, 20)
                .withDelay(0.2, 1, 5);
        ChaosProxy proxy = start(plan, seed);

        List<Future<String>> answers = caller.posts(proxy.port(), REQUESTS, 2_000);

        FaultCounts counts = proxy.counts();
        assertThat(target.whole).as("seed %d: %s", seed, counts).hasSize((int) (REQUESTS - counts.cutsUp()));
        assertThat(answers.stream().filter(Future::failed))
                .as("seed %d: %s", seed, counts)
                .hasSize((int) counts.faults());
        assertThat(List.of(counts.cutsUp(), counts.missingAcks(), counts.cutsDown(), counts.delaysUp()))
                .allMatch(count -> count > 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void everySecondSendingReachesTheTargetOnce(long seed) {
        FaultPlan plan = FaultPlan.NONE
                .withCutUpload(0.2, 1, 2_000)
                .withMissingAck(0.2)
                .withDuplicate(0.3, 0, 20)
                .withLateReplay(0.3, 1, 40);
        ChaosProxy proxy = start(plan, seed);

        List<Future<String>> answers = caller.posts(proxy.port(), REQUESTS, 2_000);
        awaited(proxy.releaseLateReplays());

        await().untilAsserted(() -> assertThat(proxy.counts().replaysAnswered())
                .isEqualTo(proxy.counts().duplicates() + proxy.counts().lateReplays()));
        FaultCounts counts = proxy.counts();
        assertThat(target.whole).as("seed %d: %s", seed, counts).hasSize((int)
                (counts.requests() + counts.duplicates() + counts.lateReplays()));
        assertThat(answers.stream().filter(Future::succeeded))
                .hasSize((int) (counts.requests() - counts.missingAcks()));
        assertThat(counts.replaysDropped()).isZero();
        assertThat(List.of(counts.duplicates(), counts.lateReplays())).allMatch(count -> count > 10);
    }

    private ChaosProxy start(FaultPlan plan, long seed) {
        return awaited(ChaosProxy.start(vertx, 0, "127.0.0.1", target.port(), plan, new SplittableRandom(seed)));
    }
}
