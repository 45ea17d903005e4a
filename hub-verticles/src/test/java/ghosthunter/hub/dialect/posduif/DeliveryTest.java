package ghosthunter.hub.dialect.posduif;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private static final Instant START = Instant.parse("2026-02-05T10:00:00Z");

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }

    private static Delivery answered(Delivery before, long seconds, String... messages) {
        return before.answered(at(seconds), List.of(messages), at(seconds));
    }

    @Test
    void aMessageArrivesWithTheRequestBehindThreeAnswersThatCount() {
        // When
        Delivery once = answered(Delivery.NONE, 0, "a");
        Delivery twice = answered(once, 30, "a");
        Delivery thrice = answered(twice, 60, "a", "b");

        // Then
        assertThat(once.arrived(null)).isEmpty();
        assertThat(twice.arrived(null)).isEmpty();
        assertThat(thrice.arrived(null)).containsExactly("a");
        assertThat(thrice.without(Set.of("a")).offered()).containsOnlyKeys("b");
    }

    @Test
    void aPhoneThatTriesAgainAndAgainIsAnsweredAsOften() {
        // When
        Delivery delivery = Delivery.NONE;
        for (int i = 0; i < 25; i++) {
            delivery = answered(delivery, i, "a");
        }

        // Then
        assertThat(delivery.arrived(null)).isEmpty();
        assertThat(delivery.answers()).isEqualTo(1);
    }

    @Test
    void aPhoneThatAsksOftenComesToAnEndAllTheSame() {
        // When
        Delivery delivery = Delivery.NONE;
        for (int i = 0; i < 5; i++) {
            delivery = answered(delivery, 20L * i, "a");
        }

        // Then
        assertThat(delivery.arrived(null)).containsExactly("a");
    }

    @Test
    void whatComesWhileAPhoneTriesAgainCountsFromTheNextAnswer() {
        // When
        Delivery delivery = answered(answered(answered(answered(Delivery.NONE, 0, "a"), 5, "a", "b"), 30), 60);

        // Then
        assertThat(delivery.arrived(null)).containsExactly("a");
        assertThat(answered(delivery, 90).arrived(null)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void onlyTheTimeOfTheLastAnswerProvesIt() {
        // Given
        Delivery delivery = answered(answered(Delivery.NONE, 0, "a"), 40, "b");

        // Then
        assertThat(delivery.arrived(at(40))).containsExactly("b");
        assertThat(delivery.arrived(at(0))).isEmpty();
        assertThat(delivery.arrived(at(99))).isEmpty();
    }

    @Test
    void usersAreToldThreeTimes() {
        // When
        Delivery twice = answered(answered(Delivery.NONE, 0), 30);
        Delivery more = answered(answered(twice, 60), 90);

        // Then
        assertThat(twice.usersSince()).isEmpty();
        assertThat(more.usersSince()).contains(at(30));
    }

    @Test
    void itIsReadAsItWasWritten() {
        Delivery delivery = answered(answered(Delivery.NONE, 0, "a"), 40, "a", "b");
        assertThat(Delivery.of(delivery.toJson())).isEqualTo(delivery);
        assertThat(Delivery.of(Delivery.NONE.toJson())).isEqualTo(Delivery.NONE);
    }
}
