package ghosthunter.edge;

import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.settings.Logging;
import ghosthunter.codecs.settings.Settings.SettingsException;
import ghosthunter.codecs.time.SystemBootClock;
import ghosthunter.edge.command.CommandWorld;
import ghosthunter.edge.command.CustodyCommand;
import ghosthunter.edge.command.DeviceOpener.OpenDevice;
import ghosthunter.edge.command.DropOffCommand;
import ghosthunter.edge.command.ImportCommand;
import ghosthunter.edge.command.PickUpCommand;
import ghosthunter.edge.command.StatusCommand;
import ghosthunter.edge.command.SyncOnceCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
            "  java -jar edge.jar dropoff PKG-1001       the door closed on a package",
            "  java -jar edge.jar sync                   sync once",
            "  LOCKER_ID=LOCKER-007 SQLITE_PATH=/data/locker.db HUB_URL=https://hub.example java -jar edge.jar run"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:not done: refused, not reachable, or something is still pending",
            "2:the command line or the settings are wrong",
            "3:the store failed: disk full, not writable, or damaged"
        })
public final class EdgeMain implements Runnable {
    private static final int STORE_FAILED = 3;

    @Spec
    private CommandSpec spec;

    private EdgeMain() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        Logging.configure(args.length > 0 && args[0].equals("run") ? "INFO" : "WARN", System.getenv());
        System.exit(commandLine().execute(args));
    }

    /** The command line, for tests too. */
    static CommandLine commandLine() {
        CommandWorld world = new CommandWorld(
                (vertx, config) -> EdgeNode.open(vertx, config, SystemEdgeWorld.here())
                        .map(node -> new OpenDevice(node.localApiPort(), node::stop)),
                new SystemBootClock(),
                SystemEdgeWorld::randomId,
                CommandWorld.WAIT_MS_MAX);
        return new CommandLine(new EdgeMain())
                .addSubcommand(new DropOffCommand(world))
                .addSubcommand(new PickUpCommand(world))
                .addSubcommand(new SyncOnceCommand(world))
                .addSubcommand(new StatusCommand(world))
                .addSubcommand(new CustodyCommand(world))
                .addSubcommand(new ImportCommand(world))
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
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
            return exitCode(failure);
        };
    }

    private static int exitCode(Exception failure) {
        if (failure instanceof ProblemException problem) {
            return switch (problem.problem().type()) {
                case STORAGE_FAILED, STORAGE_FULL -> STORE_FAILED;
                default -> CommandLine.ExitCode.SOFTWARE;
            };
        }
        return failure instanceof SettingsException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }
}
