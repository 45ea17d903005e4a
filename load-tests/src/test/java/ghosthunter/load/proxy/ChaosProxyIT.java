package ghosthunter.load.proxy;

import static ghosthunter.load.proxy.Patience.awaited;
import static ghosthunter.load.proxy.Patience.settled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the proxy does to HTTP requests, with a real client, a real server and real sockets. */
final class ChaosProxyIT {
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

    @Test
    void withoutAPlanEverythingPassesAndConnectionsStay() {
        ChaosProxy proxy = awaited(ChaosProxy.start(vertx, 0, "127.0.0.1", target.port()));

        for (int i = 0; i < 20; i++) {
            assertThat(awaited(caller.post(proxy.port(), "/v1/sync", i * 10_000)))
                    .isEqualTo("recorded");
        }

        assertThat(target.whole).hasSize(20).endsWith("/v1/sync 190000");
        assertThat(proxy.counts().requests()).isEqualTo(20);
        assertThat(proxy.counts().connections())
                .as("connections are kept alive")
                .isLessThan(5);
        assertThat(proxy.counts().faults()).isZero();
        assertThat(proxy.counts().bytesUp()).isGreaterThan(1_900_000);
    }

    @Test
    void aSlowLineTakesItsTimeForBothWaysAndLosesNothing() {
        ChaosProxy proxy = awaited(ChaosProxy.start(vertx, 0, "127.0.0.1", target.port()));
        awaited(proxy.slow(20_000));
        long beganNanos = System.nanoTime();

        assertThat(awaited(caller.post(proxy.port(), "/v1/sync", 10_000))).isEqualTo("recorded");

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos))
                .as("10,000 bytes at 20,000 a second")
                .isGreaterThanOrEqualTo(500);
        awaited(proxy.slow(0));
        assertThat(awaited(caller.post(proxy.port(), "/v1/sync", 10_000))).isEqualTo("recorded");
        assertThat(target.whole).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aCutUploadNeverReachesTheTargetWhole(long seed) {
        ChaosProxy proxy = start(FaultPlan.NONE.withCutUpload(1.0, 0, 6_000), seed);

        List<Future<String>> answers = caller.posts(proxy.port(), 40, 6_000);

        assertThat(answers).as("seed %d", seed).allMatch(Future::failed);
        assertThat(proxy.counts().cutsUp()).isEqualTo(40);
        assertThat(proxy.counts().requests()).isZero();
        assertThat(target.whole).isEmpty();
        assertThat(target.begun.get()).as("heads that came before the cut").isPositive();
        assertThat(proxy.counts().bytesUp()).isBetween(1L, 40L * 6_000);
    }

    @Test
    void aMissingAckIsAnsweredByTheTargetAndNeverHeardByTheClient() {
        ChaosProxy proxy = start(FaultPlan.NONE.withMissingAck(1.0), 1);

        Future<String> answer = settled(caller.post(proxy.port(), "/v1/sync", 500));

        assertThat(answer.failed()).isTrue();
        assertThat(target.whole).containsExactly("/v1/sync 500");
        assertThat(proxy.counts().missingAcks()).isEqualTo(1);
        assertThat(proxy.counts().bytesDown()).isZero();
    }

    @Test
    void aCutAnswerGivesTheClientExactlyTheBytesOfThePlan() {
        target.answer(Buffer.buffer("x".repeat(100_000)));
        ChaosProxy proxy = start(FaultPlan.NONE.withCutAnswer(1.0, 70_000, 70_000), 1);

        Future<String> answer = settled(caller.post(proxy.port(), "/v1/sync", 500));

        assertThat(answer.failed()).isTrue();
        assertThat(proxy.counts().cutsDown()).isEqualTo(1);
        assertThat(proxy.counts().bytesDown()).isEqualTo(70_000);
    }

    @Test
    void anAnswerShorterThanItsCutPassesUncut() {
        ChaosProxy proxy = start(FaultPlan.NONE.withCutAnswer(1.0, 70_000, 70_000), 1);

        assertThat(awaited(caller.post(proxy.port(), "/v1/sync", 500))).isEqualTo("recorded");
        assertThat(proxy.counts().cutsDown()).isZero();
    }

    @Test
    void aConcurrentDuplicateReachesTheTargetBesideTheFirst() {
        target.answersFrom(2);
        ChaosProxy proxy = start(FaultPlan.NONE.withDuplicate(1.0, 0, 0), 1);

        assertThat(awaited(caller.post(proxy.port(), "/v1/sync", 300_000))).isEqualTo("recorded");

        assertThat(target.whole).containsExactly("/v1/sync 300000", "/v1/sync 300000");
        await().untilAsserted(() -> assertThat(proxy.counts().replaysAnswered()).isEqualTo(1));
        assertThat(proxy.counts().duplicates()).isEqualTo(1);
        assertThat(proxy.counts().requests()).isEqualTo(1);
    }

    @Test
    void aDelayedDuplicateComesByItselfAfterTheAnswer() {
        ChaosProxy proxy = start(FaultPlan.NONE.withDuplicate(1.0, 50, 50), 1);

        assertThat(awaited(caller.post(proxy.port(), "/v1/sync", 300))).isEqualTo("recorded");
        assertThat(target.whole).hasSize(1);

        await().untilAsserted(() -> assertThat(target.whole).hasSize(2));
        await().untilAsserted(
                        () -> assertThat(target.open).as("replays hang up").hasValue(1));
    }

    @Test
    void aLateReplayComesAfterLaterTraffic() {
        ChaosProxy proxy = start(FaultPlan.NONE.withLateReplay(1.0, 2, 2).onlyPath("/old"), 1);

        awaited(caller.post(proxy.port(), "/old", 1));
        awaited(caller.post(proxy.port(), "/new", 2));
        assertThat(proxy.counts().lateReplays()).isZero();
        awaited(caller.post(proxy.port(), "/newer", 3));

        await().untilAsserted(() -> assertThat(target.whole).hasSize(4).contains("/newer 3"));
        assertThat(target.whole.stream().filter("/old 1"::equals)).hasSize(2);
        assertThat(proxy.counts().lateReplays()).isEqualTo(1);
    }

    @Test
    void keptRequestsCanBeReleasedAtOnceThoughTheirAckWasLost() {
        ChaosProxy proxy = start(FaultPlan.NONE.withLateReplay(1.0, 900, 900).withMissingAck(1.0), 1);
        assertThat(caller.posts(proxy.port(), 5, 100)).allMatch(Future::failed);
        awaited(proxy.sever());
        awaited(proxy.restore());

        assertThat(awaited(proxy.releaseLateReplays())).isEqualTo(5);

        await().untilAsserted(() -> assertThat(target.whole).hasSize(10));
        await().untilAsserted(() -> assertThat(proxy.counts().replaysAnswered()).isEqualTo(5));
        assertThat(awaited(proxy.releaseLateReplays())).isZero();
    }

    @Test
    void delaysHoldTheRequestAndTheAnswer() {
        ChaosProxy proxy = start(FaultPlan.NONE.withDelay(1.0, 150, 150), 1);
        long began = System.nanoTime();

        assertThat(awaited(caller.post(proxy.port(), "/v1/sync", 200_000))).isEqualTo("recorded");

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isGreaterThanOrEqualTo(300);
        assertThat(proxy.counts().delaysUp()).isEqualTo(1);
        assertThat(proxy.counts().delaysDown()).isEqualTo(1);
    }

    @Test
    void onlyRequestsOfThePathSuffer() {
        ChaosProxy proxy = start(FaultPlan.NONE.withMissingAck(1.0).onlyPath("/v1/sync"), 1);

        assertThat(awaited(caller.post(proxy.port(), "/v1/health", 10))).isEqualTo("recorded");
        assertThat(settled(caller.post(proxy.port(), "/v1/sync", 10)).failed()).isTrue();
        assertThat(awaited(caller.post(proxy.port(), "/v1/health", 10))).isEqualTo("recorded");
    }

    @Test
    void theSameSeedCutsTheSameRequests() {
        assertThat(outcomes(99)).isEqualTo(outcomes(99)).contains(true, false);
        assertThat(outcomes(99)).isNotEqualTo(outcomes(98));
    }

    @Test
    void aPlanCanBeChangedWhileRunning() {
        ChaosProxy proxy = start(FaultPlan.NONE.withMissingAck(1.0), 1);
        assertThat(settled(caller.post(proxy.port(), "/v1/sync", 10)).failed()).isTrue();

        awaited(proxy.follow(FaultPlan.NONE));

        assertThat(awaited(caller.post(proxy.port(), "/v1/sync", 10))).isEqualTo("recorded");
    }

    @Test
    void onlyTheLoopbackInterfaceCanBeATarget() {
        assertThatThrownBy(() -> awaited(ChaosProxy.start(vertx, 0, "hub.example.org", 443)))
                .hasMessageContaining("loopback");
    }

    private List<Boolean> outcomes(long seed) {
        ChaosProxy proxy = start(FaultPlan.NONE.withCutUpload(0.4, 1, 90), seed);
        List<Boolean> failed = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            failed.add(settled(caller.post(proxy.port(), "/v1/sync", 10)).failed());
        }
        awaited(proxy.close());
        return failed;
    }

    private ChaosProxy start(FaultPlan plan, long seed) {
        return awaited(ChaosProxy.start(vertx, 0, "127.0.0.1", target.port(), plan, new SplittableRandom(seed)));
    }
}
