package ghosthunter.hub.dialect.cpos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GuessesTest {
    @Test
    void afterSoManyWrongGuessesAnAddressWaitsAndOthersDoNot() {
        // Given
        Guesses guesses = new Guesses();

        // When they all come at once
        for (int i = 0; i < Guesses.OF_ONE_MAX; i++) {
            assertThat(guesses.begin("A", i)).isZero();
        }

        // Then
        assertThat(guesses.begin("A", 10)).isEqualTo(Guesses.WHILE_MS / 1_000 - 1);
        assertThat(guesses.begin("B", 10)).isZero();
        assertThat(guesses.begin("A", Guesses.WHILE_MS)).isZero();
    }

    @Test
    void aRightGuessForgetsTheWrongOnes() {
        // Given
        Guesses guesses = new Guesses();
        for (int i = 0; i < Guesses.OF_ONE_MAX; i++) {
            assertThat(guesses.begin("A", 0)).isZero();
        }

        // When
        guesses.right("A");

        // Then
        assertThat(guesses.begin("A", 1)).isZero();
    }

    @Test
    void allAddressesTogetherHaveALimit() {
        // Given
        Guesses guesses = new Guesses();
        for (int i = 0; i < Guesses.OF_ALL_MAX; i++) {
            assertThat(guesses.begin("address " + i, 0)).isZero();
        }

        // When, Then
        assertThat(guesses.begin("another", 1)).isPositive();
        assertThat(guesses.begin("another", Guesses.WHILE_MS)).isZero();
    }
}
