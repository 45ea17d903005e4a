package ghosthunter.hub.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.exchange.Trigger.Reason;
import org.junit.jupiter.api.Test;

class OwedTest {
    private static final long AGAIN = 100;

    @Test
    void oneCallIsUnderWayHoweverMuchNewsThereIs() {
        // When
        Owed told = Owed.NOTHING.news(Reason.OPERATOR).news(Reason.NEWS).told(5);

        // Then
        assertThat(told).isEqualTo(new Owed(Owed.State.TOLD, Reason.OPERATOR, 5));
        assertThat(told.news(Reason.NEWS).isQueued()).isFalse();
        assertThat(told.news(Reason.NEWS).told(9).toldAtNanos()).isEqualTo(5);
    }

    @Test
    void whatSomebodyCallsForIsToldThoughACallIsUnderWay() {
        // Given
        Owed told = Owed.NOTHING.news(Reason.RESTART).told(5);

        // When
        Owed called = told.news(Reason.OPERATOR);

        // Then
        assertThat(called).isEqualTo(new Owed(Owed.State.QUEUED, Reason.OPERATOR, 0));
        assertThat(called.news(Reason.OPERATOR)).isEqualTo(called);
        assertThat(told.news(Reason.NEWS).news(Reason.OPERATOR).isQueued()).isTrue();
    }

    @Test
    void whoExchangedIsOwedNothingAndIsCalledAnew() {
        // Given
        Owed told = Owed.NOTHING.news(Reason.NEWS).told(5).news(Reason.NEWS);

        // When
        Owed after = told.exchanged();

        // Then
        assertThat(after).isEqualTo(Owed.NOTHING);
        assertThat(after.news(Reason.OPERATOR).isQueued()).isTrue();
    }

    @Test
    void whoCameMeanwhileIsNotCalled() {
        // When
        Owed queued = Owed.NOTHING.news(Reason.NEWS).exchanged();

        // Then
        assertThat(queued.told(5)).isEqualTo(Owed.NOTHING);
    }

    @Test
    void whoDidNotComeHereIsCalledAgainOnlyWhenThereIsMore() {
        // Given
        Owed told = Owed.NOTHING.news(Reason.NEWS).told(5);

        // Then
        assertThat(told.overdue(5 + AGAIN, AGAIN).isQueued()).isFalse();
        assertThat(told.news(Reason.NEWS).overdue(4 + AGAIN, AGAIN).isQueued()).isFalse();
        assertThat(told.news(Reason.NEWS).overdue(5 + AGAIN, AGAIN).isQueued()).isTrue();
    }
}
