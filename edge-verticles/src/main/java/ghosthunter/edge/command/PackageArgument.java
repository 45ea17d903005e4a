package ghosthunter.edge.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The tracking id of a command line. Its whole grammar is the outbox's; here is what needs no device. */
final class PackageArgument {
    /** What the virtual machine gives for bytes that it cannot decode. */
    private static final char UNREADABLE = '\uFFFD';

    private PackageArgument() {}

    static String valid(CommandSpec spec, String trackingId) {
        if (trackingId.isBlank()) {
            throw new ParameterException(spec.commandLine(), "The tracking id must not be blank.");
        }
        if (trackingId.indexOf(UNREADABLE) >= 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "The tracking id has characters that this locale cannot read: set LC_ALL=C.UTF-8 or another of UTF-8.");
        }
        return trackingId;
    }
}
