package ghosthunter.load;

import ghosthunter.codecs.settings.Logging;
import ghosthunter.load.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code fleet.jar}: everything that needs hub and lockers at once. */
@Command(
        name = "fleet.jar",
        mixinStandardHelpOptions = true,
        description = "A whole fleet on one machine.",
        subcommands = DemoCommand.class,
        footerHeading = "%nExample:%n",
        footer = "  java -jar load-tests/target/fleet.jar demo --lockers 12 --drops 120")
public final class FleetMain {
    private FleetMain() {}

    /** Runs the command that the arguments name and ends with its exit code. */
    public static void main(String... arguments) {
        Logging.configure("ERROR", System.getenv());
        System.exit(new CommandLine(new FleetMain()).execute(arguments));
    }
}
