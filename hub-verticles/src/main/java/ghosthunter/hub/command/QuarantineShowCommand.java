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
        Facts facts = new Facts(out);
        facts.add("change", String.valueOf(item.change()));
        facts.add("locker", item.device().toString());
        facts.add(
                "place",
                "epoch " + item.place().chain().epoch() + ", lane "
                        + item.place().chain().lane().wire() + ", seq "
                        + item.place().seq());
        facts.add("about", item.type() == null ? "it does not tell" : item.type() + " " + item.key());
        facts.add(
                "happened",
                item.occurred().at() + " ± " + item.occurred().errorMs() + " ms ("
                        + item.occurred().state().wire() + ")");
        facts.add("received", item.receivedAt().toString());
        facts.add("reason", item.reason());
        facts.add("state", state(item));
        facts.add("line", Facts.readable(new String(item.line().bytes(), StandardCharsets.UTF_8)));
        out.flush();
    }

    private static String state(Item item) {
        Exit exit = item.released();
        String since = Facts.second(item.since());
        return exit == null
                ? "waits since " + since
                : exit.as() + " " + Facts.second(exit.at()) + ", waited since " + since;
    }
}
