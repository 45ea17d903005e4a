package ghosthunter.hub.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.problem.ProblemException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityFileTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path dir;

    @Test
    void theSecondStartIsTheSameHub() throws IOException {
        // Given
        HubIdentity first = read();

        // When
        HubIdentity second = read();

        // Then
        assertThat(first.hub()).matches("hub-[0-9a-f-]{36}");
        assertThat(second.hub()).isEqualTo(first.hub());
        assertThat(second.key().verifyKey()).isEqualTo(first.key().verifyKey());
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void nodesThatStartAtOnceAreOneHub() {
        // When
        List<String> hubs = IntStream.range(0, 32)
                .parallel()
                .mapToObj(i -> read().hub())
                .distinct()
                .toList();

        // Then
        assertThat(hubs).hasSize(1);
    }

    @Test
    void formerKeysAreKeptBehindTheCurrentOne() throws IOException {
        // Given
        HubIdentity first = read();
        SigningKey next = SigningKey.generate(RANDOM);
        JsonObject json = new JsonObject(Files.readString(file()));
        JsonArray keys = new JsonArray().add(next.privateJwk()).add(first.key().privateJwk());
        Files.writeString(file(), json.put("keys", keys).encode());

        // When
        HubIdentity rotated = read();

        // Then
        assertThat(rotated.key().verifyKey()).isEqualTo(next.verifyKey());
        assertThat(rotated.keys().stream().map(SigningKey::verifyKey))
                .containsExactly(next.verifyKey(), first.key().verifyKey());
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws IOException {
        // Given
        HubIdentity first = read();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

        // When
        assertThatThrownBy(() -> read().hub())

                // Then
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("chmod 600");
        assertThat(Files.readString(file())).contains(first.hub());
    }

    @Test
    void aDamagedFileIsRefusedAndNeverReplacedNorQuoted() throws IOException {
        // Given
        String secret = read().key().privateJwk().getString("d");
        String damaged = Files.readString(file()).replace("\"keys\"", "keys");
        Files.writeString(file(), damaged);

        // When
        assertThatThrownBy(() -> read().hub())

                // Then
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("is damaged")
                .hasMessageNotContaining(secret);
        assertThat(file()).hasContent(damaged);
    }

    private Path file() {
        return dir.resolve(IdentityFile.NAME);
    }

    private HubIdentity read() {
        return IdentityFile.readOrCreate(dir, RANDOM);
    }
}
