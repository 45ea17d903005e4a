package ghosthunter.hub.command;

import ghosthunter.codecs.problem.Printable;
import ghosthunter.hub.entity.SentCommand;
import java.io.PrintWriter;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code command show}: one command. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show one command, and what became of it.",
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar command show 019b7c11-5b7d-7c11-9d0a-2b6b5f1f0a11",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:there is no such command, or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
final class CommandShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "COMMAND", description = "The id of the command, as the list shows it.")
    private UUID id;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (EntitySession session = EntitySession.open(config, tenant.tenant(), spec)) {
            print(session.command(id), spec.commandLine().getOut());
            return 0;
        }
    }

    static void print(SentCommand sent, PrintWriter out) {
        out.println("command   " + sent.id());
        out.println("what      " + LockerCommands.what(sent.command()) + " at "
                + sent.command().device());
        out.println("asked     " + QuarantineCommand.second(sent.issuedAt()) + " by "
                + Printable.of(sent.command().by()) + ", good until " + QuarantineCommand.second(sent.expiresAt()));
        if (!sent.command().expect().toJson().isEmpty()) {
            out.println("if        "
                    + QuarantineShowCommand.readable(
                            sent.command().expect().toJson().encode()));
        }
        out.println(
                "state     " + LockerCommands.state(sent) + ", heard " + QuarantineCommand.second(sent.updatedAt()));
        if (sent.door() != null) {
            out.println("door      " + Printable.of(sent.door()));
        }
        if (sent.reason() != null) {
            out.println("reason    " + Printable.of(sent.reason()));
        }
        out.flush();
    }
}
