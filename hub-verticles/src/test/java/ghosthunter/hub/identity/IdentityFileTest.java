package ghosthunter.hub.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.key.HubKeys;
import ghosthunter.codecs.problem.ProblemException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityFileTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final Instant NOW = Instant.parse("2026-02-20T18:00:00Z");

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
    void rotatedKeysAreReachedLinkByLinkAndTheirPrivateHalvesAreGone() throws IOException {
        // Given
        HubIdentity first = read();

        // When
        HubIdentity second = IdentityFile.rotate(dir, RANDOM, NOW);
        HubIdentity third = IdentityFile.rotate(dir, RANDOM, NOW);

        // Then
        assertThat(second.key().verifyKey()).isEqualTo(first.next().verifyKey());
        assertThat(third.key().verifyKey()).isEqualTo(second.next().verifyKey());
        assertThat(third.former().stream().map(HubIdentity.Former::key))
                .containsExactly(second.key().verifyKey(), first.key().verifyKey());
        assertThat(read()).usingRecursiveComparison().isEqualTo(third);
        assertThat(Files.readString(file()))
                .doesNotContain(first.key().privateJwk().getString("d"))
                .doesNotContain(second.key().privateJwk().getString("d"));
        byte[] published = IdentityJson.published(third).toBuffer().getBytes();
        HubKeys walked = HubKeys.walk(first.hub(), first.key().verifyKey().kid(), published);
        assertThat(walked.current()).isEqualTo(third.key().verifyKey());
        assertThat(walked.next()).isEqualTo(third.next().verifyKey());
        assertThat(IdentityJson.published(third).encode()).doesNotContain("\"d\"");
    }

    @Test
    void rotationsAtOnceFollowEachOther() {
        // Given
        HubIdentity first = read();

        // When
        List<HubIdentity> rotated = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> IdentityFile.rotate(dir, RANDOM, NOW))
                .toList();

        // Then
        assertThat(rotated).hasSize(8);
        HubIdentity last = read();
        assertThat(last.former()).hasSize(8);
        assertThat(HubKeys.walk(
                                first.hub(),
                                first.key().verifyKey().kid(),
                                IdentityJson.published(last).toBuffer().getBytes())
                        .current())
                .isEqualTo(last.key().verifyKey());
    }

    @Test
    void aFileOfTheFirstVersionGetsANextKey() throws IOException {
        // Given
        HubIdentity made = read();
        JsonObject old = new JsonObject()
                .put("hub", made.hub())
                .put("keys", new JsonArray().add(made.key().privateJwk()));
        Files.writeString(file(), old.encode());

        // When
        HubIdentity first = read();

        // Then
        assertThat(first.key().verifyKey()).isEqualTo(made.key().verifyKey());
        assertThat(read().next().verifyKey()).isEqualTo(first.next().verifyKey());
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
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
        return IdentityFile.readOrCreate(dir, RANDOM, NOW);
    }
}
