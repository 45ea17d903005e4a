package ghosthunter.load;

import ghosthunter.codecs.settings.Logging;
import ghosthunter.hub.command.ShortUsage;
import ghosthunter.load.bench.BenchCommand;
import ghosthunter.load.demo.DemoCommand;
import ghosthunter.load.process.ChildProcess;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code fleet.jar}: everything that needs hub and lockers at once. */
@Command(
        name = "fleet.jar",
        mixinStandardHelpOptions = true,
        version = "Ghost Hunter 1.0.0",
        description = "A whole fleet on one machine.",
        subcommands = {DemoCommand.class, BenchCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar load-tests/target/fleet.jar demo --lockers 12 --drops 120",
            "  java -jar load-tests/target/fleet.jar bench ingest --quick"
        })
public final class FleetMain {
    private FleetMain() {}

    /** Runs the command that the arguments name and ends with its exit code. */
    public static void main(String... arguments) {
        // Faults are what these commands play; what libraries say of them would tear the screen.
        Logging.configure("OFF", System.getenv());
        System.exit(ShortUsage.on(new CommandLine(new FleetMain()))
                .setExecutionExceptionHandler(FleetMain::tell)
                .execute(arguments));
    }

    /** A person gets the message; the stack, where the log is on. No logger may exist before the log is configured. After Ctrl-C everything fails, and nobody is told. */
    private static int tell(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
        if (!ChildProcess.allAreEnding()) {
            line.getErr().println(failure.getMessage() == null ? failure.toString() : failure.getMessage());
            line.getErr().flush();
            LoggerFactory.getLogger(FleetMain.class).atError().setCause(failure).log("command failed");
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
