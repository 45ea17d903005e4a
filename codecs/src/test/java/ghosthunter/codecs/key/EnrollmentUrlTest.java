package ghosthunter.codecs.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnrollmentUrlTest {
    private static final String SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private static final String TOKEN = "gh1.city.north." + SECRET;
    private static final String KID = "q5g0fS9lY_-RIGgH3ow0kFLjb2OUlE1F9BjiY1m3ZW8";

    @Test
    void whatIsWrittenIsReadBackAndTheSecretIsBehindTheHash() {
        // Given
        EnrollmentUrl url = new EnrollmentUrl(URI.create("https://hub.example/north/"), TOKEN, KID);

        // When
        String text = url.text();

        // Then
        assertThat(text).isEqualTo("https://hub.example/north/v1/enroll#token=" + TOKEN + "&hub_key=" + KID);
        assertThat(EnrollmentUrl.parse(text).text()).isEqualTo(text);
        assertThat(URI.create(text).getRawQuery()).isNull();
        assertThat(url.toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hub.example/v1/enroll",
                "https://hub.example/v1/enroll#token=" + TOKEN,
                "https://hub.example/v1/enroll#hub_key=" + KID,
                "https://hub.example/v1/sync#token=" + TOKEN + "&hub_key=" + KID,
                "https:///v1/enroll#token=" + TOKEN + "&hub_key=" + KID,
                "ftp://hub.example/v1/enroll#token=" + TOKEN + "&hub_key=" + KID,
                "https://hub.example/v1/enroll#token=" + TOKEN + "&hub_key=" + KID + "A",
            })
    void anythingElseIsRefusedWithoutQuotingTheSecret(String text) {
        assertThatThrownBy(() -> EnrollmentUrl.parse(text).hub())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(SECRET);
    }
}
