package ghosthunter.hub.command;

import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code command cancel}: it shall not be. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = {
            "Take a command back.",
            "A locker that hears of it before it has begun never begins, and says so. One that has begun goes on to its end."
        },
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar command cancel 019b7c11-5b7d-7c11-9d0a-2b6b5f1f0a11",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it is taken back, unless its locker has begun and could not tell yet",
            "1:no such command, its locker has begun it, or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
final class CommandCancelCommand implements Callable<Integer> {
    @Parameters(paramLabel = "COMMAND", description = "The id of the command, as the list shows it.")
    private UUID id;

    @Mixin
    private EntityOptions options;

    @Override
    public Integer call() {
        return options.run((session, out) -> CommandShowCommand.print(session.cancel(id), out));
    }
}
