package ghosthunter.codecs.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedTest {
    private static final Buffer BODY = Buffer.buffer("a signed line ".repeat(100));

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate, gzip", "GZIP , br", "br,gzip"})
    void whoTakesGzipGetsIt(String acceptEncoding) {
        // When
        Packed packed = Packed.accepted(acceptEncoding, BODY);

        // Then
        assertThat(packed.gzip()).isTrue();
        assertThat(packed.body().length()).isLessThan(BODY.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "gzip;q=0", "x-gzip-not", "br"})
    void anybodyElseGetsItPlain(String acceptEncoding) {
        // When
        Packed packed = Packed.accepted(acceptEncoding, BODY);

        // Then
        assertThat(packed).isEqualTo(Packed.plain(BODY));
    }

    @Test
    void whatGzipWouldLengthenStaysAsItIs() {
        // Given
        Buffer tiny = Buffer.buffer("ok");

        // When
        Packed packed = Packed.smaller(tiny);

        // Then
        assertThat(packed).isEqualTo(Packed.plain(tiny));
    }
}
