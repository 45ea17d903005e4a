package ghosthunter.edge;

import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.settings.Logging;
import ghosthunter.codecs.settings.Settings.SettingsException;
import ghosthunter.codecs.time.SystemBootClock;
import ghosthunter.edge.command.CommandWorld;
import ghosthunter.edge.command.CustodyCommand;
import ghosthunter.edge.command.DeviceOpener.OpenDevice;
import ghosthunter.edge.command.DropOffCommand;
import ghosthunter.edge.command.EntityAddCommand;
import ghosthunter.edge.command.EntityCommand;
import ghosthunter.edge.command.EntityDeleteCommand;
import ghosthunter.edge.command.EntityGetCommand;
import ghosthunter.edge.command.EntityListCommand;
import ghosthunter.edge.command.EntityPatchCommand;
import ghosthunter.edge.command.EntityPutCommand;
import ghosthunter.edge.command.EntitySetCommand;
import ghosthunter.edge.command.ImportCommand;
import ghosthunter.edge.command.PickUpCommand;
import ghosthunter.edge.command.StatusCommand;
import ghosthunter.edge.command.SyncOnceCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of a device. */
@Command(
        name = "edge.jar",
        mixinStandardHelpOptions = true,
        version = "Ghost Hunter 1.0.0",
        description = "A locker: records drop-offs and pick-ups in SQLite and brings each to the hub exactly once.",
        subcommands = {RunCommand.class, EnrollCommand.class, RotateKeyCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar edge.jar enroll 'https://…'     with the URL, or a token, of the hub",
            "  java -jar edge.jar rotate-key             replaces its key",
            "  java -jar edge.jar run                    the daemon",
            "  java -jar edge.jar dropoff PKG-1001       the door closed on a package",
            "  java -jar edge.jar sync                   sync once",
            "  LOCKER_ID=LOCKER-007 SQLITE_PATH=/data/locker.db java -jar edge.jar status",
            "Every command explains itself: java -jar edge.jar dropoff --help"
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
        // A command tells what went wrong in its own one line; the log would say it a second time.
        Logging.configure(args.length > 0 && args[0].equals("run") ? "INFO" : "ERROR", System.getenv());
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
                .addSubcommand(new CommandLine(new EntityCommand())
                        .addSubcommand(new EntityGetCommand(world))
                        .addSubcommand(new EntityListCommand(world))
                        .addSubcommand(new EntityPutCommand(world))
                        .addSubcommand(new EntityPatchCommand(world))
                        .addSubcommand(new EntityDeleteCommand(world))
                        .addSubcommand(new EntityAddCommand(world))
                        .addSubcommand(new EntitySetCommand(world)))
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(EdgeMain::usageError)
                .setExecutionExceptionHandler(EdgeMain::oneLine)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which command: " + names(spec));
    }

    /** A person gets one clear line; the stack is for the log. */
    private static int oneLine(Exception failure, CommandLine line, ParseResult parsed) {
        PrintWriter err = line.getErr();
        err.println(failure.getMessage() == null ? failure.toString() : failure.getMessage());
        err.flush();
        if (failure instanceof RuntimeException && !isExpected(failure)) {
            LoggerFactory.getLogger(EdgeMain.class).atError().setCause(failure).log("command failed");
        }
        return exitCode(failure);
    }

    private static boolean isExpected(Exception failure) {
        return failure instanceof ProblemException || failure instanceof SettingsException;
    }

    /** What is wrong with the command line, and where it is explained. */
    private static int usageError(ParameterException failure, String[] args) {
        PrintWriter err = failure.getCommandLine().getErr();
        err.println(failure.getMessage());
        boolean suggested = UnmatchedArgumentException.printSuggestions(failure, err);
        if (!suggested) {
            String command = failure.getCommandLine().getCommandSpec().qualifiedName();
            err.println("Usage: java -jar " + command + " --help");
        }
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static String names(CommandSpec spec) {
        return String.join(", ", spec.subcommands().keySet());
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
