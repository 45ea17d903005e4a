package ghosthunter.codecs.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HashTest {
    private static final Hash ABC = Hash.sha256("abc".getBytes(StandardCharsets.UTF_8));

    @Test
    void theHashOfAbcIsThatOfFips180() {
        assertThat(ABC.hex()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(ABC).hasToString("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
        assertThat(Hash.sha256("a".getBytes(StandardCharsets.UTF_8), "bc".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(ABC);
    }

    @Test
    void aHashHasOneText() {
        assertThat(Hash.parse(ABC.toString())).isEqualTo(ABC).hasSameHashCodeAs(ABC);
        for (String bad : List.of(
                "",
                "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa1",
                ABC + "=",
                ABC.hex(),
                "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0",
                ABC.toString().substring(1),
                " " + ABC)) {
            assertThatIllegalArgumentException()
                    .as(bad)
                    .isThrownBy(() -> Hash.parse(bad))
                    .withMessage("a hash is 32 bytes in base64url without padding");
        }
    }

    @Test
    void aHashIsImmutable() {
        // Given
        byte[] given = ABC.bytes();
        Hash hash = Hash.of(given);

        // When
        given[0] = 0;
        hash.bytes()[0] = 0;

        // Then
        assertThat(hash).isEqualTo(ABC);
        assertThatIllegalArgumentException().isThrownBy(() -> Hash.of(new byte[31]));
    }
}
