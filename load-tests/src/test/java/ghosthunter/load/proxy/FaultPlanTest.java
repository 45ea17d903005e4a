package ghosthunter.load.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ghosthunter.load.proxy.FaultDecision.Cut;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FaultPlanTest {
    private static final FaultPlan STORM = FaultPlan.NONE
            .withCutUpload(0.2, 1, 500)
            .withMissingAck(0.2)
            .withCutAnswer(0.1, 1, 90)
            .withDelay(0.3, 5, 9)
            .withDuplicate(0.25, 0, 3)
            .withLateReplay(0.15, 2, 4);

    @Test
    void thePlanWithoutFaultsLetsEverythingPass() {
        assertThat(decisions(FaultPlan.NONE, 3, 100)).containsOnly(FaultDecision.PASS);
    }

    @Test
    void theSameSeedDecidesTheSame() {
        assertThat(decisions(STORM, 42, 1_000)).isEqualTo(decisions(STORM, 42, 1_000));
        assertThat(decisions(STORM, 42, 1_000)).isNotEqualTo(decisions(STORM, 43, 1_000));
    }

    @Test
    void faultsComeAsOftenAsThePlanSays() {
        List<FaultDecision> all = decisions(STORM, 7, 20_000);

        assertThat(share(all, one -> one.cut() == Cut.UPLOAD)).isEqualTo(0.2, within(0.02));
        assertThat(share(all, one -> one.cut() == Cut.MISSING_ACK)).isEqualTo(0.2, within(0.02));
        assertThat(share(all, one -> one.cut() == Cut.ANSWER)).isEqualTo(0.1, within(0.02));
        assertThat(share(all, one -> one.delayUpMs() > 0)).isEqualTo(0.3, within(0.02));
        assertThat(share(all, one -> one.duplicateAfterMs().isPresent())).isEqualTo(0.25, within(0.02));
        assertThat(share(all, one -> one.lateAfterRequests().isPresent())).isEqualTo(0.15, within(0.02));
    }

    @Test
    void amountsStayInTheirRange() {
        assertThat(decisions(STORM, 11, 5_000)).allSatisfy(one -> {
            switch (one.cut()) {
                case UPLOAD -> assertThat(one.cutAfterBytes()).isBetween(1, 500);
                case ANSWER -> assertThat(one.cutAfterBytes()).isBetween(1, 90);
                default -> assertThat(one.cutAfterBytes()).isZero();
            }
            assertThat(one.delayUpMs()).matches(ms -> ms == 0 || (ms >= 5 && ms <= 9));
            one.duplicateAfterMs().ifPresent(ms -> assertThat(ms).isBetween(0, 3));
            one.lateAfterRequests().ifPresent(requests -> assertThat(requests).isBetween(2, 4));
        });
    }

    @Test
    void aChangedProbabilityDoesNotShiftTheOtherDecisions() {
        List<FaultDecision> before = decisions(STORM, 5, 500);
        List<FaultDecision> after = decisions(STORM.withDuplicate(0.9, 0, 3), 5, 500);

        assertThat(after.stream().map(FaultDecision::lateAfterRequests))
                .containsExactlyElementsOf(
                        before.stream().map(FaultDecision::lateAfterRequests).toList());
    }

    @Test
    void plansThatCannotBeAreRefused() {
        assertThatThrownBy(() -> FaultPlan.NONE.withCutUpload(0.6, 1, 2).withMissingAck(0.6))
                .hasMessageContaining("add up to 1.2");
        assertThatThrownBy(() -> FaultPlan.NONE.withCutAnswer(0.1, 0, 5)).hasMessageContaining("missing ACK");
        assertThatThrownBy(() -> FaultPlan.NONE.withLateReplay(0.1, 0, 5)).hasMessageContaining("later request");
        assertThatThrownBy(() -> new Chance(1.1, 0, 0)).hasMessageContaining("1.1");
        assertThatThrownBy(() -> new Chance(Double.NaN, 0, 0)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Chance(0.5, 3, 2)).hasMessageContaining("3 to 2");
    }

    private static List<FaultDecision> decisions(FaultPlan plan, long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> plan.decide(random)).limit(count).toList();
    }

    private static double share(List<FaultDecision> all, Predicate<FaultDecision> which) {
        return all.stream().filter(which).count() / (double) all.size();
    }
}
