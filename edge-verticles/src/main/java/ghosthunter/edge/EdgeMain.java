package ghosthunter.edge;

import ghosthunter.codecs.settings.Settings.SettingsException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of a device. */
@Command(
        name = "edge.jar",
        mixinStandardHelpOptions = true,
        version = "Ghost Hunter 1.0.0",
        description = "A locker: records drop-offs and pick-ups in SQLite and brings each to the hub exactly once.",
        subcommands = {RunCommand.class, EnrollCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar edge.jar enroll gh1.default.…   enroll this locker with a token of the hub",
            "  java -jar edge.jar run                    the daemon",
            "  LOCKER_ID=LOCKER-007 SQLITE_PATH=/data/locker.db HUB_URL=https://hub.example java -jar edge.jar run"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:not done: refused, not reachable, or something is still pending",
            "2:the command line or the settings are wrong"
        })
public final class EdgeMain implements Runnable {
    @Spec
    private CommandSpec spec;

    private EdgeMain() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line, for tests too. */
    static CommandLine commandLine() {
        return new CommandLine(new EdgeMain())
                .setExecutionExceptionHandler(oneLine())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which command.");
    }

    /** A person gets one clear line; the stack is for the log. */
    private static IExecutionExceptionHandler oneLine() {
        return (failure, line, parsed) -> {
            PrintWriter err = line.getErr();
            err.println(failure.getMessage() == null ? failure.toString() : failure.getMessage());
            err.flush();
            return failure instanceof SettingsException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        };
    }
}
