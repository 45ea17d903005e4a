package ghosthunter.hub.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pickup}: the codes with which parcels are picked up. */
@Command(
        name = "pickup",
        mixinStandardHelpOptions = true,
        description = "Make the codes with which parcels are picked up, show what became of them, take them back.",
        subcommands = {PickupCodeCommand.class, PickupShowCommand.class, PickupCancelCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar pickup code PKG-1001",
            "  java -jar hub.jar pickup show PKG-1001",
            "  java -jar hub.jar pickup cancel PKG-1001"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done", "2:the command line or the settings are wrong"})
public final class PickupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Say which: code, show or cancel.");
    }
}
