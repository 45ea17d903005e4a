package ghosthunter.hub.dialect.posduif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class GuessLimitTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-02-05T10:00:00Z"));
    private final GuessLimit limit = new GuessLimit(now::get);

    private void guess(String address, int times) {
        for (int i = 0; i < times; i++) {
            limit.require(address, "device_17700000000" + i);
            limit.missed(address);
        }
    }

    @Test
    void anAddressThatGuessesMayGuessNoMoreForAWhile() {
        // When
        guess("192.0.2.1", GuessLimit.GUESSES_MAX);

        // Then
        assertThatThrownBy(() -> limit.require("192.0.2.1", "device_1770000000099"))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
                    assertThat(refused.problem().retryAfterS()).isEqualTo(60);
                });
        assertThatThrownBy(() -> limit.require("192.0.2.1", "short")).isInstanceOf(ProblemException.class);
        assertThatCode(() -> limit.require("192.0.2.2", "device_1770000000099")).doesNotThrowAnyException();
        for (String id : List.of("android_0123456789abcdef", "android_a1", "ios_new")) {
            assertThatCode(() -> limit.require("192.0.2.1", id)).as(id).doesNotThrowAnyException();
        }

        // When
        var unused = now.updateAndGet(at -> at.plusSeconds(60));

        // Then
        assertThatCode(() -> limit.require("192.0.2.1", "device_1770000000099")).doesNotThrowAnyException();
    }

    @Test
    void aCrowdOfAddressesIsCountedAsOne() {
        // When
        for (int i = 0; i < 10_000; i++) {
            limit.missed("198.51.100." + i);
        }
        for (int i = 0; i < GuessLimit.GUESSES_MAX; i++) {
            limit.missed("203.0.113." + i);
        }

        // Then
        assertThatThrownBy(() -> limit.require("203.0.113.77", "device_1")).isInstanceOf(ProblemException.class);
    }
}
