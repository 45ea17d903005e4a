package ghosthunter.codecs.locker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of the RFCs, and which code is found behind which. */
class HotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** RFC 4226, appendix D. */
    @ParameterizedTest
    @CsvSource({
        "0, 755224", "1, 287082", "2, 359152", "3, 969429", "4, 338314",
        "5, 254676", "6, 287922", "7, 162583", "8, 399871", "9, 520489"
    })
    void codesAreThoseOfRfc4226(long counter, String code) {
        assertThat(Hotp.code(SECRET, counter, 6)).isEqualTo(code);
    }

    /** RFC 6238, appendix B, SHA-1: the counter is the time by steps of 30 s. Its codes have eight digits, as ours have. */
    @ParameterizedTest
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void codesOfEightDigitsAreThoseOfRfc6238(long seconds, String code) {
        assertThat(Hotp.code(SECRET, seconds / 30, PickupGrant.DIGITS)).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "0, 10, 10", "0, 11, 0", "3, 3, 0", "3, 2, 0", "3, 4, 4", "3, 13, 13", "3, 14, 0"})
    void aCodeIsFoundBehindTheLastOneAndNotFurtherThanItLooks(long used, long counter, long found) {
        // Given
        String code = Hotp.code(SECRET, counter, PickupGrant.DIGITS);

        // When
        OptionalLong looked = Hotp.find(SECRET, code, used, PickupGrant.LOOK_AHEAD, PickupGrant.DIGITS);

        // Then
        assertThat(looked.orElse(0)).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({"''", "1", "0000000000", "ßßßßßßßß"})
    void whatIsNoCodeIsNotFound(String text) {
        assertThat(Hotp.find(SECRET, text, 0, PickupGrant.LOOK_AHEAD, PickupGrant.DIGITS))
                .isEmpty();
    }

    @Test
    void wrongCodesInARowMakeTheNextOneWaitForLongerAndLonger() {
        assertThat(PickupGrant.waitS(PickupGrant.TRIES_MAX - 1)).isZero();
        assertThat(PickupGrant.waitS(PickupGrant.TRIES_MAX)).isEqualTo(PickupGrant.WAIT_S_MIN);
        assertThat(PickupGrant.waitS(PickupGrant.TRIES_MAX + 1)).isEqualTo(2 * PickupGrant.WAIT_S_MIN);
        assertThat(PickupGrant.waitS(1_000_000)).isEqualTo(PickupGrant.WAIT_S_MAX);
    }
}
