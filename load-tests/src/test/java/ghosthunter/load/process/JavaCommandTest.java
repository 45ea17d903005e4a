package ghosthunter.load.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JavaCommandTest {
    private final JavaCommand command = JavaCommand.ofRunningJvm("ghosthunter.Main");

    @Test
    void theProgramIsTheRunningVirtualMachine() {
        assertThat(command.java()).isExecutable();
        assertThat(command.java().getFileName()).hasToString("java");
    }

    @Test
    void theClassPathIsThatOfTheRunningProgramMadeAbsolute() {
        assertThat(command.classPath().split(File.pathSeparator, -1))
                .allMatch(entry -> Path.of(entry).isAbsolute())
                .anyMatch(entry -> Path.of(entry).endsWith("classes") || entry.endsWith(".jar"));
    }

    @Test
    void theLineIsProgramOptionsClassPathMainArguments() {
        JavaCommand full = command.withClassPath("target/fleet.jar")
                .withJvmOptions("-Xmx64m")
                .withJvmOptions("-Dx=y")
                .withArguments("run", "--fast")
                .withArguments("1");
        String jar = Path.of("target/fleet.jar").toAbsolutePath().toString();

        assertThat(full.line())
                .containsExactly(
                        command.java().toString(),
                        "-Xmx64m",
                        "-Dx=y",
                        "-cp",
                        jar,
                        "ghosthunter.Main",
                        "run",
                        "--fast",
                        "1");
    }

    @Test
    void variablesAddUpAndTheLastValueCounts() {
        JavaCommand full =
                command.withEnvironment("A", "1").withEnvironment("B", "2").withEnvironment("A", "3");

        assertThat(full.environment()).isEqualTo(Map.of("A", "3", "B", "2"));
    }
}
