package ghosthunter.hub.command;

import ghosthunter.codecs.problem.Printable;
import ghosthunter.hub.entity.Pickup;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

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
    private EntityOptions options;

    @Override
    public Integer call() {
        return options.run((session, out) -> print(session.pickup(trackingId), new Facts(out)));
    }

    static void print(Pickup pickup, Facts facts) {
        facts.add(
                "parcel",
                Printable.of(pickup.trackingId()) + " at " + pickup.grant().device());
        facts.add(
                "codes",
                pickup.grant().issued() + " given out, number " + pickup.used()
                        + " used last, wrong ones in a row since then: " + pickup.refused());
        facts.add(
                "state",
                pickup.state().wire()
                        + (pickup.isHeard() ? ", changed " + Facts.second(pickup.updatedAt()) : ", not heard yet"));
        facts.addSaid("cancelled", pickup.cancelledBy() == null ? null : "by " + pickup.cancelledBy());
        facts.addSaid("door", pickup.door());
        facts.addSaid("reason", pickup.reason());
    }
}
