package ghosthunter.hub.command;

import ghosthunter.hub.entity.Pickup;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
    private TenantOption tenant;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (EntitySession session = EntitySession.open(config, tenant.tenant(), spec)) {
            Pickup issued = session.issue(
                    trackingId, device == null ? null : tenant.device(device).device(), renews);
            PrintWriter out = spec.commandLine().getOut();
            out.println("code " + issued.grant().code() + " for " + trackingId + " at "
                    + issued.grant().device());
            out.flush();
            return 0;
        }
    }
}
