package ghosthunter.hub.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.hub.enrollment.KeptFact.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptFileTest {
    private static final Instant AT = Instant.parse("2026-02-20T18:00:00.123456Z");

    @TempDir
    Path dir;

    @Test
    void whatIsKeptIsReadBackByTheNextProcess() throws IOException {
        // Given
        SigningKey key = SigningKey.generate(new SecureRandom());
        KeptFact enrolled = new KeptFact(
                Kind.ENROLLED,
                locker(1),
                key.verifyKey().kid(),
                AT,
                new KeptFact.Admission(key.verifyKey(), "a.b.c", hash("token"), "locker", "north"));
        KeptFact revoked = fact(Kind.REVOKED, 1);

        // When
        new KeptFile(dir).append(List.of(enrolled, revoked));

        // Then
        assertThat(new KeptFile(dir).facts()).containsExactly(enrolled, revoked);
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(file())).doesNotContain("\"d\"");
    }

    @Test
    void twoWritersKeepEachFactOnce() throws IOException {
        // Given
        KeptFile one = new KeptFile(dir);
        KeptFile two = new KeptFile(dir);

        // When
        IntStream.range(0, 50)
                .parallel()
                .forEach(i -> (i % 2 == 0 ? one : two).append(List.of(fact(Kind.REVOKED, i / 2))));

        // Then
        assertThat(Files.readAllLines(file())).hasSize(25);
        assertThat(one.facts()).hasSize(25).containsExactlyElementsOf(two.facts());
    }

    @Test
    void aLineThatAPowerCutLeftHalfIsCutOff() throws IOException {
        // Given
        new KeptFile(dir).append(List.of(fact(Kind.REVOKED, 1)));
        write(fact(Kind.REVOKED, 2).line().substring(0, 40));

        // When
        new KeptFile(dir).append(List.of(fact(Kind.REVOKED, 3)));

        // Then
        assertThat(new KeptFile(dir).facts()).containsExactly(fact(Kind.REVOKED, 1), fact(Kind.REVOKED, 3));
    }

    @Test
    void aDamagedFileIsNotPassedOver() throws IOException {
        // Given
        new KeptFile(dir).append(List.of(fact(Kind.REVOKED, 1)));
        write("damaged\n");

        // When
        assertThatThrownBy(() -> new KeptFile(dir).facts())

                // Then
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("damaged in line 2");
    }

    @Test
    void aLineOfANewerVersionIsLeftAlone() throws IOException {
        // Given
        write("{\"kept\":\"checkpoint\",\"size\":7}\n");

        // When
        KeptFile file = new KeptFile(dir);
        file.append(List.of(fact(Kind.RETIRED, 1)));

        // Then
        assertThat(file.facts()).containsExactly(fact(Kind.RETIRED, 1));
        assertThat(Files.readAllLines(file())).hasSize(2);
    }

    private void write(String text) throws IOException {
        Path unused = Files.write(
                file(), text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Path file() {
        return dir.resolve(KeptFile.NAME);
    }

    private static KeptFact fact(Kind kind, int number) {
        return new KeptFact(kind, locker(number), hash("key " + number).toString(), AT, null);
    }

    private static DeviceRef locker(int number) {
        return new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-" + number));
    }

    private static Hash hash(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
