package ghosthunter.edge.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code edge.jar entity}: what the hub and its devices share. */
@Command(
        name = "entity",
        mixinStandardHelpOptions = true,
        description =
                "Shows and writes what this locker shares with the hub: parcels, settings, stock, whatever its catalog says.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar edge.jar entity list parcel",
            "  java -jar edge.jar entity get parcel P-1",
            "  java -jar edge.jar entity put profile me '{\"name\":\"Ada\"}'",
            "  java -jar edge.jar entity patch profile me '{\"city\":\"London\"}'",
            "  java -jar edge.jar entity delete profile me",
            "  java -jar edge.jar entity add inventory WIDGET -3",
            "  java -jar edge.jar entity set inventory WIDGET 40",
            "  java -jar edge.jar entity list notice     what the hub did not take as it came"
        })
public final class EntityCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which: get, list, put, patch, delete, add or set.");
    }
}
