package ghosthunter.hub.command;

import ghosthunter.codecs.locker.CommandState;
import ghosthunter.codecs.locker.LockerCommand;
import ghosthunter.codecs.problem.Printable;
import ghosthunter.hub.entity.SentCommand;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

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
    private EntityOptions options;

    @Override
    public Integer call() {
        return options.run((session, out) -> print(session.command(id), out));
    }

    private static @Nullable String cancelled(SentCommand sent) {
        if (sent.cancelledBy() == null) {
            return null;
        }
        String by = "by " + sent.cancelledBy();
        return sent.state() == CommandState.SENT ? by + "; a locker that has begun it goes on" : by;
    }

    static void print(SentCommand sent, PrintWriter out) {
        Facts facts = new Facts(out);
        LockerCommand command = sent.command();
        JsonObject expected = command.expect().toJson();
        facts.add("command", sent.id());
        facts.add("what", LockerCommands.what(command) + " at " + command.device());
        facts.add(
                "asked",
                Facts.second(sent.issuedAt()) + " by " + Printable.of(command.by()) + ", good until "
                        + Facts.second(sent.expiresAt()));
        if (!expected.isEmpty()) {
            facts.add("if", Facts.readable(expected.encode()));
        }
        String heard = sent.state() == CommandState.SENT ? "not heard yet" : "heard " + Facts.second(sent.updatedAt());
        facts.add("state", LockerCommands.state(sent) + ", " + heard);
        facts.addSaid("cancelled", cancelled(sent));
        facts.addSaid("door", sent.door());
        facts.addSaid("reason", sent.reason());
    }
}
