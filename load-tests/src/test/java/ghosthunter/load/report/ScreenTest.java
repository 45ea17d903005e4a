package ghosthunter.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.load.report.LockerLine.Network;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ScreenTest {
    private static final Terminal LIVE = new Terminal(true, true, 100);
    private static final Terminal PLAIN = new Terminal(false, false, 100);
    private static final Terminal PLAIN_UNICODE = new Terminal(false, true, 100);
    private static final LockerLine IN_SYNC = new LockerLine("LCK-0001", Network.UP, 1_204, 0, 1_204, "in sync");
    private static final LockerLine OFFLINE = new LockerLine("LCK-0002", Network.DOWN, 14, 9, 5, "waiting for network");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);

    @Test
    void theTableSaysAllOfEachLockerAndTheSums() {
        assertThat(Screen.render(List.of(IN_SYNC, OFFLINE), PLAIN_UNICODE)).isEqualTo("""
                  locker          network    recorded    pending     at hub   state
                  ──────────────────────────────────────────────────────────────────────────────────────────────────
                  LCK-0001        ● up          1,204          0      1,204   in sync
                  LCK-0002        ○ down           14          9          5   waiting for network
                  ──────────────────────────────────────────────────────────────────────────────────────────────────
                  2 lockers       1 up          1,218          9      1,209   ███████████████████████░  99 %
                """);
    }

    @Test
    void withoutUnicodeTheTableIsAscii() {
        String table = Screen.render(List.of(IN_SYNC, OFFLINE), PLAIN);

        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(table)).isTrue();
        assertThat(table).contains("LCK-0002        down").contains("#######################.  99 %");
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        LockerLine wordy = new LockerLine("L".repeat(40), Network.DOWN, 9_999_999, 0, 9_999_999, "word ".repeat(40));
        for (int width : new int[] {72, 80, 100, 120}) {
            assertThat(Screen.render(List.of(wordy), new Terminal(false, true, width))
                            .lines())
                    .allMatch(line -> line.length() <= width);
        }
    }

    @Test
    void theBarIsFullOnlyWhenTheHubHasEverything() {
        LockerLine almost = new LockerLine("LCK-0001", Network.UP, 100_000, 1, 99_999, "sending");

        assertThat(Screen.render(List.of(almost), PLAIN)).contains(".  99 %");
        assertThat(Screen.render(List.of(IN_SYNC), PLAIN)).contains("## 100 %");
        assertThat(Screen.render(List.of(), PLAIN)).contains("0 lockers");
    }

    @Test
    void aFleetThatDoesNotFitIsCounted() {
        String table = Screen.render(fleet(2_000), PLAIN);

        assertThat(table.lines().count()).isEqualTo(LockerTable.ROWS_MAX + 5L);
        assertThat(table).contains("and 1,984 more, 992 of them without network, 1,984 changes pending");
        assertThat(table).contains("2,000 lockers");
    }

    @Test
    void controlCharactersOfALockerDoNotReachTheTerminal() {
        LockerLine rogue = new LockerLine("LCK\u001b[2J", Network.UP, 0, 0, 0, "a\nb");

        assertThat(Screen.render(List.of(rogue), PLAIN)).contains("LCK?[2J").contains("a?b");
    }

    @Test
    void onATerminalTheTableRefreshesInPlaceBelowTheSentences() {
        try (Screen screen = new Screen(out, LIVE)) {
            screen.phase("The network goes away");
            screen.say("First sentence.");
            screen.show(List.of(IN_SYNC, OFFLINE));
            screen.show(List.of(OFFLINE));
            screen.say("Second sentence.");
            screen.show(List.of(IN_SYNC, OFFLINE));
        }

        String table = Screen.render(List.of(IN_SYNC, OFFLINE), PLAIN_UNICODE);
        assertThat(VirtualTerminal.seen(bytes.toByteArray(), 100))
                .isEqualTo("\n━━━ 1  The network goes away " + "━".repeat(71)
                        + "\n\n  First sentence.\n  Second sentence.\n" + table);
    }

    @Test
    void aTerminalThatIsTooNarrowCutsTheLinesAndKeepsTheTableInItsPlace() {
        try (Screen screen = new Screen(out, LIVE)) {
            for (int i = 0; i < 5; i++) {
                screen.show(List.of(IN_SYNC, OFFLINE));
            }
        }

        assertThat(VirtualTerminal.seen(bytes.toByteArray(), 40).lines()).hasSize(6);
    }

    @Test
    void theNextPhaseLeavesTheTableBehind() {
        try (Screen screen = new Screen(out, LIVE)) {
            screen.phase("One");
            screen.show(List.of(OFFLINE));
            screen.phase("Two");
            screen.show(List.of(IN_SYNC));
        }

        assertThat(VirtualTerminal.seen(bytes.toByteArray(), 100))
                .containsSubsequence("1  One", "LCK-0002", "2  Two", "LCK-0001");
    }

    @Test
    void withoutATerminalThereIsNoControlSequenceAndOnlyChangesAreAppended() {
        try (Screen screen = new Screen(out, PLAIN)) {
            screen.phase("The network goes away");
            screen.show(List.of(IN_SYNC, OFFLINE));
            screen.show(List.of(IN_SYNC, OFFLINE));
            screen.say("The network is back.");
            screen.show(List.of(IN_SYNC, new LockerLine("LCK-0002", Network.UP, 14, 9, 5, "sending")));
            screen.show(List.of(IN_SYNC, new LockerLine("LCK-0002", Network.UP, 14, 4, 10, "sending")));
        }

        String text = bytes.toString(StandardCharsets.UTF_8);
        assertThat(text).doesNotContain("\u001b").doesNotContain("\r");
        assertThat(text.lines().filter(line -> line.startsWith("  LCK-0002:")))
                .containsExactly("  LCK-0002: network up, recorded 14, pending 9, at hub 5, sending");
        assertThat(text.lines().filter(line -> line.contains("2 lockers"))).hasSize(2);
        assertThat(text).startsWith("\n=== 1  The network goes away ===").contains("\n  The network is back.\n");
    }

    @Test
    void whatIsAppendedIsNotRepeatedAtTheEndWhenNothingChanged() {
        try (Screen screen = new Screen(out, PLAIN)) {
            screen.show(List.of(IN_SYNC));
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(Screen.render(List.of(IN_SYNC), PLAIN));
    }

    private static List<LockerLine> fleet(int size) {
        return IntStream.rangeClosed(1, size)
                .mapToObj(i -> new LockerLine("LCK-" + i, i % 2 == 0 ? Network.UP : Network.DOWN, 2, 1, 1, "sending"))
                .toList();
    }
}
