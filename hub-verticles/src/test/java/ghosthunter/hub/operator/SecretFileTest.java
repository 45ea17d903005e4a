package ghosthunter.hub.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path dataDir;

    @Test
    void itIsMadeOnceAndReadableByItsOwnerAlone() throws Exception {
        // When
        OperatorSecret first = SecretFile.readOrCreate(dataDir.resolve("new"), random);
        OperatorSecret second = SecretFile.readOrCreate(dataDir.resolve("new"), random);

        // Then
        assertThat(second.bytes()).isEqualTo(first.bytes()).hasSize(64);
        Path file = dataDir.resolve("new").resolve(SecretFile.NAME);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void oneThatOthersMayReadOrThatIsDamagedIsRefused() throws Exception {
        // Given
        OperatorSecret unused = SecretFile.readOrCreate(dataDir, random);
        Path file = dataDir.resolve(SecretFile.NAME);

        // Then
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> SecretFile.readOrCreate(dataDir, random))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "c2hvcnQ\n");
        assertThatThrownBy(() -> SecretFile.readOrCreate(dataDir, random))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("damaged")
                .hasMessageNotContaining("c2hvcnQ");
    }
}
