package ghosthunter.edge.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The tracking id of a command line. Its whole grammar is the outbox's; here is what needs no device. */
final class PackageArgument {
    private PackageArgument() {}

    static String notBlank(CommandSpec spec, String trackingId) {
        if (trackingId.isBlank()) {
            throw new ParameterException(spec.commandLine(), "The tracking id must not be blank.");
        }
        return trackingId;
    }
}
