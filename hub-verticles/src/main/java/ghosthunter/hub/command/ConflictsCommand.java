package ghosthunter.hub.command;

import ghosthunter.codecs.problem.Printable;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.Stored;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code conflicts}: concurrent changes that somebody must decide. */
@Command(
        name = "conflicts",
        mixinStandardHelpOptions = true,
        description = {
            "List the conflicts that wait for a person, the oldest first.",
            "Neither side is ever lost: show tells both, and what both began from."
        },
        subcommands = {ConflictsListCommand.class, ConflictsShowCommand.class, ConflictsResolveCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar conflicts",
            "  java -jar hub.jar conflicts list --all --type order",
            "  java -jar hub.jar conflicts show 1f0c2a9e-5b7d-8c11-9d0a-2b6b5f1f0a11",
            "  java -jar hub.jar conflicts resolve ID --use incoming --at-version 7"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:no such conflict, it is decided already, or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
public final class ConflictsCommand implements Callable<Integer> {
    @Mixin
    private EntityOptions options;

    @Override
    public Integer call() {
        return list(options, false, null);
    }

    static int list(EntityOptions options, boolean all, @Nullable String type) {
        return options.run((session, out) -> print(session.page(all, type), all, out));
    }

    private static void print(List<Stored.Conflict> conflicts, boolean all, PrintWriter out) {
        if (conflicts.isEmpty()) {
            out.println(all ? "there is no conflict" : "no conflict waits for a person");
            out.flush();
            return;
        }
        Table table =
                new Table("CONFLICT", "RAISED (UTC)", "TYPE", "KEY", "DEVICE", "TIER", "RULE", "OUTCOME", "VERSION");
        for (Stored.Conflict conflict : conflicts) {
            table.add(
                    conflict.id().toString(),
                    Facts.second(conflict.raisedAt()),
                    conflict.type(),
                    Printable.of(conflict.key()),
                    conflict.device(),
                    Integer.toString(conflict.tier()),
                    conflict.rule(),
                    conflict.outcome(),
                    Long.toString(conflict.entityVersion()));
        }
        table.print(out);
        if (conflicts.size() == EntityDesk.PAGE_MAX) {
            out.println("… these are the oldest " + EntityDesk.PAGE_MAX + "; GET /v1/conflicts has them all");
        }
        out.flush();
    }
}
