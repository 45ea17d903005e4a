package ghosthunter.load.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: a Java program of the class path of this test, and the system's {@code sleep}. */
final class ChildProcessIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void aLineIsFoundWhetherItComesOrWasThereBefore() {
        try (ChildProcess child = start("serve")) {
            assertThat(child.awaitLine("listening", SOON)).isEqualTo("listening on port 4711");
            assertThat(child.awaitLine("port \\d+", SOON)).isEqualTo("listening on port 4711");
            assertThat(child.awaitMatch("port (\\d+)", 0, SOON).group(1)).isEqualTo("4711");
            assertThat(child.isAlive()).isTrue();
            assertThat(child.exitCode()).isEmpty();
        }
    }

    @Test
    void aLineFromBeforeDoesNotCountWhenANewOneIsWanted() {
        try (ChildProcess child = start("serve")) {
            child.awaitLine("listening", SOON);

            assertThatThrownBy(() -> child.awaitMatch("listening", child.printedLines(), Duration.ofMillis(100)))
                    .isInstanceOf(ChildProcessException.class);
        }
    }

    @Test
    void aLineThatDoesNotComeFailsWithTheLastOutput() {
        try (ChildProcess child = start("serve")) {
            child.awaitLine("listening", SOON);

            assertThatThrownBy(() -> child.awaitLine("nonsense", Duration.ofMillis(50)))
                    .isInstanceOf(ChildProcessException.class)
                    .hasMessageContaining("printed no line with 'nonsense'")
                    .hasMessageContaining("alive")
                    .hasMessageContaining("listening on port 4711");
        }
    }

    @Test
    void aChildThatExitsFailsTheWaitAtOnceWithItsCodeAndItsErrors() {
        try (ChildProcess child = start("fail")) {
            assertThatThrownBy(() -> child.awaitLine("listening", Duration.ofMinutes(2)))
                    .hasMessageContaining("exited with 3) ended without a line with 'listening'")
                    .hasMessageContaining("the disk is full");
            assertThat(child.exitCode()).hasValue(3);
        }
    }

    @Test
    void aKilledChildDoesNotCleanUp() {
        try (ChildProcess child = start("serve")) {
            child.awaitLine("listening", SOON);

            child.kill();

            assertThat(child.isAlive()).isFalse();
            assertThat(child.exitCode()).hasValue(128 + 9);
            assertThat(child.output()).doesNotContain("cleaning up");
        }
    }

    @Test
    void aTerminatedChildCleansUp() {
        try (ChildProcess child = start("serve")) {
            child.awaitLine("listening", SOON);

            child.terminate();

            assertThat(child.awaitExit(SOON)).isEqualTo(128 + 15);
            assertThat(child.awaitLine("cleaning up", SOON)).isEqualTo("cleaning up");
        }
    }

    @Test
    void anExitThatDoesNotComeFails() {
        try (ChildProcess child = start("serve")) {
            assertThatThrownBy(() -> child.awaitExit(Duration.ofMillis(50))).hasMessageContaining("did not exit");
        }
    }

    @Test
    void onlyTheLastLinesAreKept() {
        try (ChildProcess child = start("count", "50000")) {
            child.awaitLine("line 50000", SOON);

            assertThat(child.output()).hasSize(OutputLines.LINES_MAX).endsWith("line 50000");
            assertThat(child.printedLines()).isEqualTo(50_000);
        }
    }

    @Test
    void aLineWithoutAnEndIsBroken() {
        try (ChildProcess child = start("mumble", "20000")) {
            assertThat(child.awaitExit(SOON)).isZero();
            await().untilAsserted(() ->
                    assertThat(child.output()).extracting(String::length).containsExactly(8_192, 8_192, 3_616));
        }
    }

    @Test
    void argumentsEnvironmentAndDirectoryArrive() throws IOException {
        JavaCommand command = command("say", "hello")
                .withEnvironment("CHILD_WORD", "locker")
                .withDirectory(folder)
                .withJvmOptions("-Xmx32m");
        try (ChildProcess child = ChildProcess.start("speaker", command)) {
            child.awaitLine("hello locker in " + folder.toRealPath(), SOON);
        }
    }

    @Test
    void aProgramThatIsNotThereCannotBeStarted() {
        assertThatThrownBy(() -> ChildProcess.start("nobody", List.of("/nowhere/to/be/found"), Map.of(), folder))
                .isInstanceOf(ChildProcessException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    void closingLeavesNoDescendant() {
        ChildProcess child = start("parent");
        long sleeper = started(child).get(0);
        assertThat(gone(sleeper)).isFalse();

        child.close();

        assertThat(gone(child.pid())).isTrue();
        assertThat(gone(sleeper)).isTrue();
        child.close();
    }

    @Test
    void closingFindsDescendantsThatOutlivedTheChild() {
        ChildProcess child = start("orphan");
        long sleeper = started(child).get(0);
        assertThat(child.awaitExit(SOON)).isZero();
        assertThat(gone(sleeper)).isFalse();

        child.close();

        assertThat(gone(sleeper)).isTrue();
    }

    @Test
    void aVirtualMachineThatEndsTakesItsChildrenAlong() {
        try (ChildProcess careless = start("careless")) {
            List<Long> all = started(careless);
            assertThat(all).hasSize(3);
            assertThat(careless.awaitExit(SOON)).isZero();

            await().untilAsserted(() -> assertThat(all).allMatch(ChildProcessIT::gone));
        }
    }

    private static ChildProcess start(String... arguments) {
        return ChildProcess.start(arguments[0], command(arguments));
    }

    private static JavaCommand command(String... arguments) {
        return JavaCommand.ofRunningJvm(ObedientMain.class.getName()).withArguments(arguments);
    }

    private static List<Long> started(ChildProcess child) {
        MatchResult line = child.awaitMatch("started ([\\d ]+)", 0, SOON);
        return Stream.of(line.group(1).split(" ", -1)).map(Long::valueOf).toList();
    }

    /** A zombie that nobody has buried yet is gone too. */
    private static boolean gone(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "stat"))
                    .contains(") Z ");
        } catch (IOException noSuchProcess) {
            return true;
        }
    }
}
