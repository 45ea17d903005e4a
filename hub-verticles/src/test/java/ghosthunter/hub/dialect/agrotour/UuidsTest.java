package ghosthunter.hub.dialect.agrotour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UuidsTest {
    private static final UUID SAME = UUID.fromString("0a00f000-0000-4000-8000-00000000000a");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0a00f000-0000-4000-8000-00000000000a",
                "0A00F000-0000-4000-8000-00000000000A",
                "0a00f00000004000800000000000000a",
                "{0a00f000-0000-4000-8000-00000000000a}",
                "urn:uuid:0a00f000-0000-4000-8000-00000000000a"
            })
    void everySpellingIsTheSame(String text) {
        assertThat(Uuids.parse(text)).contains(SAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "web_1", "0a00f000-0000-4000-8000-00000000000", "0a00f000-0000-4000-8000-00000000000g"})
    void whatIsNoneIsNone(String text) {
        assertThat(Uuids.parse(text)).isEmpty();
    }
}
