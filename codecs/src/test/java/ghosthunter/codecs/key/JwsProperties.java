package ghosthunter.codecs.key;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.Samples;
import ghosthunter.codecs.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Signatures against damage. */
final class JwsProperties {
    private static final String GOOD = Jws.sign(
                    "gh-statement", "{\"v\":1,\"exchange\":7}".getBytes(StandardCharsets.UTF_8), Samples.DEVICE_KEY)
            .text();

    @Property(tries = 2_000)
    void noFlippedBitVerifies(@ForAll @IntRange(max = 10_000) int at, @ForAll @IntRange(max = 7) int bit) {
        // Given
        byte[] bytes = GOOD.getBytes(StandardCharsets.ISO_8859_1);
        bytes[at % bytes.length] ^= (byte) (1 << bit);

        // Then
        assertThat(verifies(new String(bytes, StandardCharsets.ISO_8859_1))).isFalse();
    }

    @Property(tries = 300)
    void nothingThatWasCutVerifies(@ForAll @IntRange(max = 10_000) int length) {
        assertThat(verifies(GOOD.substring(0, length % GOOD.length()))).isFalse();
    }

    @Property(tries = 1_000)
    void noTextMakesTheReaderThrowWhatNobodyExpects(@ForAll String text, @ForAll @IntRange(max = 5) int dots) {
        assertThat(verifies(text + ".".repeat(dots) + text)).isFalse();
    }

    private static boolean verifies(String text) {
        try {
            return Jws.parse(text, "gh-statement").verifies(Samples.DEVICE_KEY.verifyKey());
        } catch (ProblemException e) {
            return false;
        }
    }
}
