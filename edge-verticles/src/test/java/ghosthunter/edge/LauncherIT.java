package ghosthunter.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher that stands beside the jar: whatever became of its archive, stdout holds the answer and nothing else. */
class LauncherIT {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final String ANSWER = "Ghost Hunter 1.0.0\n";

    @TempDir
    private Path installed;

    @BeforeEach
    void install() throws IOException {
        Path unused = Files.copy(TARGET.resolve("edge"), installed.resolve("edge"));
        unused = Files.createSymbolicLink(installed.resolve("edge.jar"), TARGET.resolve("edge.jar"));
    }

    /** What it writes to stdout and stderr. */
    private String run(Path launcher) throws IOException, InterruptedException {
        Path output = installed.resolve("output");
        Process process = new ProcessBuilder("sh", launcher.toString(), "--version")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readString(output);
    }

    @Test
    void theBuildLeavesAnArchiveAndTheLauncherRunsWithIt() throws Exception {
        // Given
        assertThat(TARGET.resolve("edge.jsa")).isNotEmptyFile();

        // When
        String output = run(TARGET.resolve("edge"));

        // Then
        assertThat(output).isEqualTo(ANSWER);
    }

    @Test
    void withoutAnArchiveItRuns() throws Exception {
        // When
        String output = run(installed.resolve("edge"));

        // Then
        assertThat(output).isEqualTo(ANSWER);
    }

    @Test
    void withTheArchiveOfAnotherJarItRuns() throws Exception {
        // Given
        Path unused = Files.createSymbolicLink(installed.resolve("edge.jsa"), TARGET.resolve("edge.jsa"));
        Files.delete(installed.resolve("edge.jar"));
        unused = Files.copy(TARGET.resolve("edge.jar"), installed.resolve("edge.jar"));

        // When
        String output = run(installed.resolve("edge"));

        // Then
        assertThat(output).isEqualTo(ANSWER);
    }

    @Test
    void withAnArchiveThatIsNoneItRuns() throws Exception {
        // Given
        Path unused = Files.writeString(installed.resolve("edge.jsa"), "cut off");

        // When
        String output = run(installed.resolve("edge"));

        // Then
        assertThat(output).isEqualTo(ANSWER);
    }
}
