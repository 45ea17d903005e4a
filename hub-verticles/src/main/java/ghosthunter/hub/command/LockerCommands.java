package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.locker.CommandState;
import ghosthunter.codecs.locker.LockerCommand;
import ghosthunter.codecs.problem.Printable;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.SentCommand;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code command}: what lockers are asked to do. */
@Command(
        name = "command",
        mixinStandardHelpOptions = true,
        description = {
            "Have a locker open a door or set settings; list and show what became of it; take it back.",
            "A locker hears of it when it comes, or at once where it listens. After a crash it says unknown and never tries again."
        },
        subcommands = {
            CommandOpenCommand.class,
            CommandSettingsCommand.class,
            CommandListCommand.class,
            CommandShowCommand.class,
            CommandCancelCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar command open LOCKER-001 A-07 --expires 10m",
            "  java -jar hub.jar command settings LOCKER-001 --sync-interval 60s",
            "  java -jar hub.jar command list --device LOCKER-001",
            "  java -jar hub.jar command show 019b7c11-5b7d-7c11-9d0a-2b6b5f1f0a11",
            "  java -jar hub.jar command cancel 019b7c11-5b7d-7c11-9d0a-2b6b5f1f0a11"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done", "2:the command line or the settings are wrong"})
public final class LockerCommands implements Callable<Integer> {
    @Mixin
    private EntityOptions options;

    @Override
    public Integer call() {
        return list(options, null);
    }

    static int list(EntityOptions options, @Nullable DeviceId device) {
        return options.run((session, out) -> print(session.commands(device), out));
    }

    private static void print(List<SentCommand> commands, PrintWriter out) {
        if (commands.isEmpty()) {
            out.println("there is no command");
            out.flush();
            return;
        }
        Table table = new Table("COMMAND", "ISSUED (UTC)", "DEVICE", "WHAT", "STATE", "DOOR", "REASON");
        for (SentCommand sent : commands) {
            table.add(
                    sent.id(),
                    Facts.second(sent.issuedAt()),
                    sent.command().device().value(),
                    what(sent.command()),
                    state(sent),
                    sent.door() == null ? "-" : Printable.of(sent.door()),
                    sent.reason() == null ? "-" : Printable.of(sent.reason()));
        }
        table.print(out);
        if (commands.size() == EntityDesk.PAGE_MAX) {
            out.println("… these are the newest " + EntityDesk.PAGE_MAX + "; GET /v1/commands has them all");
        }
        out.flush();
    }

    static String what(LockerCommand command) {
        return command.work()
                .fold(
                        open -> "open " + Printable.of(open.compartment()),
                        set -> "settings " + set.settings().toJson().encode());
    }

    /** A locker that has not come cannot say that it is over. */
    static String state(SentCommand sent) {
        boolean stale = sent.isStale(InstantSource.system().instant());
        boolean cancelled = sent.cancelledBy() != null && sent.state() == CommandState.SENT;
        return sent.state().wire() + (cancelled ? " (cancelled)" : stale ? " (over)" : "");
    }
}
