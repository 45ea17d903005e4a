package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the command line of the hub says of itself. */
class HelpTest {
    static Stream<CommandLine> commands() {
        return below(HubMain.commandLine());
    }

    private static Stream<CommandLine> below(CommandLine line) {
        Stream<CommandLine> own = Stream.of(line);
        return Stream.concat(own, line.getSubcommands().values().stream().flatMap(HelpTest::below));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpIsOfWholeSentencesWithExamplesAndExitCodesAndFitsATerminal(CommandLine command) {
        // When
        String help = command.getUsageMessage();

        // Then
        assertThat(help).containsPattern("Examples?:").contains("Exit codes:");
        assertThat(command.getCommandSpec().usageMessage().description())
                .isNotEmpty()
                .allSatisfy(paragraph -> assertThat(paragraph).endsWith("."));
        assertThat(command.getCommandSpec().usageMessage().footer())
                .allSatisfy(example -> assertThat(example).startsWith("  ").hasSizeLessThanOrEqualTo(80));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "enroll LOCKER-001 --ttl 1x, '1x' is no duration; write 90s",
                "enroll LOCKER-001 --hub-url hub, 'hub' is no URL",
                "quarantine show nix, 'nix' is no id",
                "frobnicate, Unmatched argument at index 0: 'frobnicate'",
                "findings close 17, Missing required option: '--reason=TEXT'",
                "keys, Say which: list or rotate."
            })
    void aWrongCommandLineIsTheMistakeInWordsAndTheShortUsage(String typed, String mistake) {
        // When
        TypedCommand ran = TypedCommand.run(typed.split(" ", -1));

        // Then
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains(mistake, "Usage: hub.jar", " --help");
        assertThat(ran.err()).doesNotContain("java.", "Exception", "Exit codes:");
    }

    @Test
    void withoutACommandTheHubItselfIsMeant() {
        assertThat(HubMain.withDefault()).containsExactly("serve");
        assertThat(HubMain.withDefault("--config", "x.yaml")).containsExactly("serve", "--config", "x.yaml");
        assertThat(HubMain.withDefault("--help")).containsExactly("--help");
        assertThat(List.of(HubMain.withDefault("lockers", "--config", "x.yaml")))
                .hasSize(3);
    }
}
