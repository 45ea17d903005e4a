package ghosthunter.hub.command;

import ghosthunter.codecs.problem.Printable;
import ghosthunter.hub.entity.Pickup;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pickup show}: what became of the codes of a parcel. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show what became of the codes of a parcel. The codes themselves are not shown.",
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar pickup show PKG-1001",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:no code was made for it, or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
final class PickupShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TRACKING-ID", description = "The parcel.")
    private String trackingId;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (EntitySession session = EntitySession.open(config, tenant.tenant(), spec)) {
            print(session.pickup(trackingId));
            return 0;
        }
    }

    private void print(Pickup pickup) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("parcel    " + Printable.of(pickup.trackingId()) + " at "
                + pickup.grant().device());
        out.println("codes     " + pickup.grant().issued() + " given out, number " + pickup.used()
                + " used last, wrong ones in a row since then: " + pickup.refused());
        out.println("state     " + pickup.state().wire() + ", heard " + QuarantineCommand.second(pickup.updatedAt()));
        if (pickup.door() != null) {
            out.println("door      " + Printable.of(pickup.door()));
        }
        if (pickup.reason() != null) {
            out.println("reason    " + Printable.of(pickup.reason()));
        }
        out.flush();
    }
}
