package ghosthunter.hub.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
    private static final String PASSWORD = "correct horse battery";
    private final SecureRandom random = new SecureRandom();

    @Test
    void aHashIsOfItsPasswordAlone() {
        // When
        String hash = PasswordHash.of(PASSWORD, random);

        // Then
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain(PASSWORD);
        assertThat(PasswordHash.matches(PASSWORD, hash)).isTrue();
        assertThat(PasswordHash.matches(PASSWORD + " ", hash)).isFalse();
        assertThat(PasswordHash.of(PASSWORD, random)).isNotEqualTo(hash);
    }

    /** Made by the reference implementation: {@code argon2 somesalt -id -t 2 -k 65536 -p 1 -l 24} of "password". */
    @Test
    void aHashOfTheReferenceImplementationIsUnderstood() {
        // Given
        String hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

        // Then
        assertThat(PasswordHash.matches("password", hash)).isTrue();
        assertThat(PasswordHash.matches("differentpassword", hash)).isFalse();
    }

    @Test
    void twoWaysToTypeALetterAreOnePassword() {
        // Given
        String hash = PasswordHash.of("Schl\u00fcssel am Haken", random);

        // Then
        assertThat(PasswordHash.matches("Schlu\u0308ssel am Haken", hash)).isTrue();
    }

    @Test
    void aStoredHashThatAsksForTooMuchOrIsNoneMatchesNothing() {
        // Then
        assertThat(PasswordHash.matches(
                        PASSWORD,
                        "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"))
                .isFalse();
        assertThat(PasswordHash.matches(PASSWORD, "")).isFalse();
        assertThat(PasswordHash.matches(PASSWORD, PASSWORD)).isFalse();
    }

    @Test
    void aPasswordIsNeitherShortNorEndless() {
        // Then
        assertThatThrownBy(() -> PasswordRule.LONG.check("elevenchars"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("elevenchars");
        assertThatThrownBy(() -> PasswordRule.LONG.check("x".repeat(513))).isInstanceOf(IllegalArgumentException.class);
        PasswordRule.LONG.check("twelve chars");
        assertThatThrownBy(() -> PasswordRule.MIXED.check("twelve chars")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PasswordRule.MIXED.check("Sh0rt-p")).isInstanceOf(IllegalArgumentException.class);
        PasswordRule.MIXED.check("Adm1n-pw");
    }
}
