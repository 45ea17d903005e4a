package ghosthunter.hub.dialect.posduif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimesTest {
    @Test
    void aTimeWithoutAZoneIsUtc() {
        assertThat(Times.parse("2026-02-05T10:00:00.123456")).isEqualTo("2026-02-05T10:00:00.123456Z");
        assertThat(Times.parse("2026-02-05 10:00:00")).isEqualTo("2026-02-05T10:00:00Z");
        assertThat(Times.parse("2026-02-05T10:00:00")).isEqualTo("2026-02-05T10:00:00Z");
        assertThat(Times.parse("2026-02-05T10:00:00+02:00")).isEqualTo("2026-02-05T08:00:00Z");
        assertThat(Times.parse("2026-02-05T10:00:00.123456789Z")).isEqualTo("2026-02-05T10:00:00.123456789Z");
    }

    @Test
    void whatIsNoTimeIsRefused() {
        for (String text : new String[] {"", "yesterday", "2026-02-30T10:00:00", "1969-12-31T23:59:59"}) {
            assertThatThrownBy(() -> Times.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void textsSortAsTheirTimes() {
        assertThat(Times.text(Instant.parse("2026-02-05T10:00:00Z"))).isEqualTo("2026-02-05T10:00:00.000000Z");
        assertThat(Times.text(Instant.parse("2026-02-05T10:00:00.000001Z")))
                .isGreaterThan(Times.text(Instant.parse("2026-02-05T10:00:00Z")));
    }
}
