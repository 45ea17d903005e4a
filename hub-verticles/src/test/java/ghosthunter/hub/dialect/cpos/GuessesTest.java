package ghosthunter.hub.dialect.cpos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GuessesTest {
    @Test
    void afterSoManyWrongGuessesAnAddressWaitsAndOthersDoNot() {
        // Given
        Guesses guesses = new Guesses();
        for (int i = 0; i < Guesses.OF_ONE_MAX; i++) {
            assertThat(guesses.waitS("A", i)).isZero();
            guesses.missed("A", i);
        }

        // When, Then
        assertThat(guesses.waitS("A", 10)).isEqualTo(Guesses.WHILE_MS / 1_000 - 1);
        assertThat(guesses.waitS("B", 10)).isZero();
        assertThat(guesses.waitS("A", Guesses.WHILE_MS)).isZero();
    }

    @Test
    void allAddressesTogetherHaveALimit() {
        // Given
        Guesses guesses = new Guesses();
        for (int i = 0; i < Guesses.OF_ALL_MAX; i++) {
            guesses.missed("address " + i, 0);
        }

        // When, Then
        assertThat(guesses.waitS("another", 1)).isPositive();
        assertThat(guesses.waitS("another", Guesses.WHILE_MS)).isZero();
    }
}
