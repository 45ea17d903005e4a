package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.locker.PickupGrant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pickup code}: a new one. */
@Command(
        name = "code",
        mixinStandardHelpOptions = true,
        description = {
            "Make a code for whoever shall take a parcel out. It is printed now and never again.",
            "The locker takes it offline too, once it has heard of the parcel's first code. Each is good once."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar pickup code PKG-1001",
            "  java -jar hub.jar pickup code PKG-1002 --device LOCKER-001",
            "  java -jar hub.jar pickup code PKG-1001 --renew"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:nobody knows the parcel, it was picked up, or too many codes are out",
            "2:the command line or the settings are wrong"
        })
final class PickupCodeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TRACKING-ID", description = "The parcel.")
    private String trackingId;

    @Option(
            names = "--device",
            paramLabel = "CODE",
            description = "The locker in which it will be. Without it: the one that holds it.")
    private @Nullable String device;

    @Option(names = "--renew", description = "The codes before it are void as soon as the locker hears of this one.")
    private boolean renews;

    @Mixin
    private EntityOptions options;

    @Override
    public Integer call() {
        DeviceId named = device == null ? null : options.device(device);
        return options.run((session, out) -> {
            PickupGrant issued = session.issue(trackingId, named, renews).grant();
            out.println("code " + issued.code() + " for " + trackingId + " at " + issued.device());
        });
    }
}
