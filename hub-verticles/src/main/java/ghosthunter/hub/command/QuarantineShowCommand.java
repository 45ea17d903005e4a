package ghosthunter.hub.command;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.ledger.Quarantine.Exit;
import ghosthunter.hub.ledger.Quarantine.Item;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quarantine show}: one change with all that is known of it. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show one change of the quarantine: its place, its reason, the line as the locker wrote it.",
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar quarantine show 01985c2e-7f3a-7cc1-9d0a-2b6b5f1f0a11",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:no such change was ever in quarantine, or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
final class QuarantineShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "CHANGE", description = "The id of the change, as the list shows it.")
    private UUID change;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        TenantId of = tenant.tenant();
        try (QuarantineSession session = QuarantineSession.open(config, of, spec)) {
            List<Item> found = session.changes(of, change);
            if (found.isEmpty()) {
                PrintWriter err = spec.commandLine().getErr();
                err.println("change " + change + " was never in quarantine");
                err.flush();
                return 1;
            }
            found.forEach(this::print);
            return 0;
        }
    }

    private void print(Item item) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("change    " + item.change());
        out.println("locker    " + item.device());
        out.println("place     epoch " + item.place().chain().epoch() + ", lane "
                + item.place().chain().lane().wire() + ", seq " + item.place().seq());
        out.println("about     " + (item.type() == null ? "it does not tell" : item.type() + " " + item.key()));
        out.println("happened  " + item.occurred().at() + " ± "
                + item.occurred().errorMs() + " ms (" + item.occurred().state().wire() + ")");
        out.println("received  " + item.receivedAt());
        out.println("reason    " + item.reason());
        out.println("state     " + state(item));
        out.println("line      " + readable(new String(item.line().bytes(), StandardCharsets.UTF_8)));
        out.flush();
    }

    private static String state(Item item) {
        Exit exit = item.released();
        String since = QuarantineCommand.second(item.since());
        return exit == null
                ? "waits since " + since
                : exit.as() + " " + QuarantineCommand.second(exit.at()) + ", waited since " + since;
    }

    /** A line may hold anything; a terminal must not obey it. */
    static String readable(String line) {
        StringBuilder readable = new StringBuilder(line.length());
        line.codePoints()
                .forEach(c -> readable.append(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                                ? "\\u%04x".formatted(c)
                                : Character.toString(c)));
        return readable.toString();
    }
}
