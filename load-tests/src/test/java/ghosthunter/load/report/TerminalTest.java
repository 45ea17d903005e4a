package ghosthunter.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TerminalTest {
    @Test
    void aConsoleWithATerminalIsLive() {
        assertThat(detect(Map.of("TERM", "xterm-256color"), true)).isEqualTo(new Terminal(true, true, 100));
    }

    @Test
    void aPipeADumbTerminalAndNoColorArePlain() {
        assertThat(detect(Map.of("TERM", "xterm"), false).live()).isFalse();
        assertThat(detect(Map.of("TERM", "dumb"), true).live()).isFalse();
        assertThat(detect(Map.of(), true).live()).isFalse();
        assertThat(detect(Map.of("TERM", "xterm", "NO_COLOR", "1"), true).live())
                .isFalse();
        assertThat(detect(Map.of("TERM", "xterm", "NO_COLOR", ""), true).live()).isTrue();
    }

    @Test
    void theWidthIsThatOfTheTerminalWithinReason() {
        assertThat(detect(Map.of("COLUMNS", "90"), false).width()).isEqualTo(90);
        assertThat(detect(Map.of("COLUMNS", "300"), false).width()).isEqualTo(Terminal.WIDTH_MAX);
        assertThat(detect(Map.of("COLUMNS", "20"), false).width()).isEqualTo(Terminal.WIDTH_MIN);
        assertThat(detect(Map.of("COLUMNS", "wide"), false).width()).isEqualTo(100);
    }

    @Test
    void theAnswerOfSttyIsRowsThenColumns() {
        assertThat(TerminalSize.parse("40 110\n")).hasValue(110);
        assertThat(TerminalSize.parse("0 0\n")).isEmpty();
        assertThat(TerminalSize.parse("stty: no tty")).isEmpty();
    }

    @Test
    void anEncodingWithoutTheSignsGetsAscii() {
        assertThat(Terminal.detect(Map.of(), false, StandardCharsets.US_ASCII).unicode())
                .isFalse();
        assertThat(Terminal.detect(Map.of(), false, StandardCharsets.ISO_8859_1).unicode())
                .isFalse();
    }

    private static Terminal detect(Map<String, String> environment, boolean console) {
        return Terminal.detect(environment, console, StandardCharsets.UTF_8);
    }
}
