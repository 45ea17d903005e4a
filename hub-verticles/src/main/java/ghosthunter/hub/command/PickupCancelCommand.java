package ghosthunter.hub.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pickup cancel}: no code of a parcel is good any more. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = {
            "Take all codes of a parcel back: they are void as soon as its locker hears of it.",
            "A code that is made later is good again."
        },
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar pickup cancel PKG-1001",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; until its locker has come, it still takes them",
            "1:no code was made, one was taken, or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
final class PickupCancelCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TRACKING-ID", description = "The parcel.")
    private String trackingId;

    @Mixin
    private EntityOptions options;

    @Override
    public Integer call() {
        return options.run((session, out) -> PickupShowCommand.print(session.cancel(trackingId), new Facts(out)));
    }
}
