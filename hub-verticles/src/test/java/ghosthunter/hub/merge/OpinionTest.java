package ghosthunter.hub.merge;

import static ghosthunter.hub.merge.Meetings.change;
import static ghosthunter.hub.merge.Meetings.json;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.PolicyName;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpinionTest {
    @Test
    void writesWithinTheClockErrorSayNothingOfWhichIsLater() {
        assertThat(opinion("A", 0, "B", 0).odds()).isZero();
        assertThat(opinion("A", 0, "B", 0).confidence()).isEqualTo(0.5);
        assertThat(opinion("A", 0, "B", 0).suggestion()).isEqualTo("nothing tells which side is right");
    }

    @ParameterizedTest
    @CsvSource({"10, 0.75", "120, 0.84", "2880, 0.9"})
    void theLongerAfterTheSurer(long minutes, double confidence) {
        // When
        Opinion later = opinion("A", 0, "B", minutes);
        Opinion earlier = opinion("A", minutes, "B", 0);

        // Then
        assertThat(later.leansToIncoming()).isTrue();
        assertThat(earlier.leansToIncoming()).isFalse();
        assertThat(later.confidence()).isBetween(confidence - 0.01, confidence + 0.01);
        assertThat(earlier.confidence()).isBetween(confidence - 0.01, confidence + 0.01);
    }

    @Test
    void aTillKnowsBetterThanALockerAndTheHubBest() {
        assertThat(opinion("LOCKER-1", 0, "TILL-1", 0).leansToIncoming()).isTrue();
        assertThat(opinion("TILL-1", 0, "LOCKER-1", 0).leansToIncoming()).isFalse();
        assertThat(opinion("TILL-1", 0, Incoming.HUB, 0).hints()).containsExactly("device");
    }

    @Test
    void hintsThatDifferCancelOut() {
        double agreeing = opinion("LOCKER-1", 0, "TILL-1", 10).confidence();
        double differing = opinion("TILL-1", 0, "LOCKER-1", 10).confidence();
        assertThat(agreeing).isGreaterThan(0.8);
        assertThat(differing).isLessThan(0.75);
    }

    @Test
    void aNumberThatIsTenTimesAsFarOffIsLikelyASlip() {
        // Given
        EntityState base = EntityState.past(1, json("{\"n\":100}"), false);
        EntityState current = state(json("{\"n\":105}").encode(), "A", 0);
        Incoming incoming = change("B", 0, 1, "UPDATE", "{\"n\":1050}");

        // When
        Opinion opinion = Opinion.of(
                new Meeting(EntityType.of("thing", PolicyName.THREE_WAY), base, current, incoming, false), Set.of("n"));

        // Then
        assertThat(opinion.hints()).containsExactly("magnitude");
        assertThat(opinion.leansToIncoming()).isFalse();
    }

    private static Opinion opinion(String ours, long ourMinute, String theirs, long theirMinute) {
        Incoming incoming = change(theirs, theirMinute, 1, "UPDATE", "{\"x\":2}");
        EntityType type = EntityType.of("thing", PolicyName.THREE_WAY);
        return Opinion.of(new Meeting(type, null, state("{\"x\":1}", ours, ourMinute), incoming, false), Set.of("x"));
    }

    private static EntityState state(String data, String device, long minute) {
        Incoming wrote = change(device, minute, 1, "UPDATE", data);
        return new EntityState(2, wrote.data(), false, Map.of(), wrote.hlc(), device, wrote.epoch(), 2);
    }
}
