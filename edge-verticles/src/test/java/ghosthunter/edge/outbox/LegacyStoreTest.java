package ghosthunter.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.problem.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyStoreTest {
    @ParameterizedTest
    @CsvSource({
        "2026-02-20 18:00:00.123456, 2026-02-20T18:00:00.123456Z",
        "2026-02-20 18:00:00, 2026-02-20T18:00:00Z",
        "2026-02-20T18:00:00, 2026-02-20T18:00:00Z",
        "2026-02-20 18:00:00.5+00:00, 2026-02-20T18:00:00.500Z",
        "2026-02-20 19:00:00+01:00, 2026-02-20T18:00:00Z",
        "2026-02-20T18:00:00.123Z, 2026-02-20T18:00:00.123Z"
    })
    void theTimesOfPeeweeAreUtcUnlessTheySayOtherwise(String text, String expected) {
        assertThat(LegacyStore.time("row 1", text)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-02-30 18:00:00", "2026-02-20", "1771610400", "18:00:00"})
    void whatIsNoTimeIsNamed(String text) {
        assertThatThrownBy(() -> LegacyStore.time("row 1", text))
                .isInstanceOf(ProblemException.class)
                .hasMessage("row 1: drop_off_timestamp '" + text + "' is no time; nothing was imported");
    }
}
