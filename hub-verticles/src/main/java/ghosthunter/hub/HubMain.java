package ghosthunter.hub;

import ghosthunter.codecs.settings.Logging;
import ghosthunter.codecs.settings.Settings.SettingsException;
import ghosthunter.hub.command.AdmitCommand;
import ghosthunter.hub.command.ApiKeyCommand;
import ghosthunter.hub.command.AuditCommand;
import ghosthunter.hub.command.ConflictsCommand;
import ghosthunter.hub.command.DevicesCommand;
import ghosthunter.hub.command.EnrollCommand;
import ghosthunter.hub.command.FindingsCommand;
import ghosthunter.hub.command.InventoryCommand;
import ghosthunter.hub.command.KeysCommand;
import ghosthunter.hub.command.LockerCommands;
import ghosthunter.hub.command.LockersCommand;
import ghosthunter.hub.command.MigrateCommand;
import ghosthunter.hub.command.OperatorCommand;
import ghosthunter.hub.command.PickupCommand;
import ghosthunter.hub.command.QuarantineCommand;
import ghosthunter.hub.command.RevokeCommand;
import ghosthunter.hub.command.ShortUsage;
import ghosthunter.hub.command.TenantCommand;
import ghosthunter.hub.command.TriggerCommand;
import java.io.PrintWriter;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The command line of the hub. */
@Command(
        name = "hub.jar",
        mixinStandardHelpOptions = true,
        version = "Ghost Hunter 1.0.0",
        description = "The hub: takes what the lockers recorded, once each, and receipts it. Without a command: serve.",
        subcommands = {
            ServeCommand.class,
            EnrollCommand.class,
            LockersCommand.class,
            DevicesCommand.class,
            TriggerCommand.class,
            LockerCommands.class,
            PickupCommand.class,
            RevokeCommand.class,
            AdmitCommand.class,
            KeysCommand.class,
            AuditCommand.class,
            FindingsCommand.class,
            QuarantineCommand.class,
            ConflictsCommand.class,
            InventoryCommand.class,
            TenantCommand.class,
            OperatorCommand.class,
            ApiKeyCommand.class,
            MigrateCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar                       runs it, with its database in ./data",
            "  java -jar hub.jar enroll LOCKER-001     makes a token for a locker",
            "  java -jar hub.jar lockers               lists the lockers",
            "  java -jar hub.jar devices               lists all devices and who is there",
            "  java -jar hub.jar trigger --all         has those that listen sync now",
            "  java -jar hub.jar command open LOCKER-001 A-07     opens a door",
            "  java -jar hub.jar pickup code PKG-1001  makes a code for a parcel",
            "  java -jar hub.jar revoke LOCKER-001     shuts a locker out within a second",
            "  java -jar hub.jar audit                 recomputes all that is stored",
            "  java -jar hub.jar findings              lists what somebody must look into",
            "  java -jar hub.jar quarantine            lists what breaks a rule, and why",
            "  java -jar hub.jar conflicts             lists what somebody must decide",
            "  java -jar hub.jar operator add vera     adds somebody who may look",
            "  java -jar hub.jar api-key add grafana   makes a key for a machine"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done, or something is wrong", "2:the command line or the settings are wrong"})
public final class HubMain {
    private HubMain() {}

    /** Runs one command and exits with its code. */
    public static void main(String... arguments) {
        String[] command = withDefault(arguments);
        Logging.configure(command[0].equals("serve") ? "INFO" : "WARN", System.getenv());
        System.exit(commandLine().execute(command));
    }

    /** The hub itself is meant where no command is named. */
    static String[] withDefault(String... arguments) {
        boolean named = arguments.length > 0 && !arguments[0].matches("--config(=.*)?");
        return named
                ? arguments
                : Stream.concat(Stream.of("serve"), Stream.of(arguments)).toArray(String[]::new);
    }

    /** The command line, for tests too. */
    static CommandLine commandLine() {
        return ShortUsage.on(new CommandLine(new HubMain())).setExecutionExceptionHandler(oneLine());
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
