package ghosthunter.hub.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code command list}: the same with a choice. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "List commands, the newest first.",
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar command list --device LOCKER-001",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the database cannot be used", "2:the command line or the settings are wrong"})
final class CommandListCommand implements Callable<Integer> {
    @Option(names = "--device", paramLabel = "CODE", description = "Only those to this locker.")
    private @Nullable String device;

    @Mixin
    private EntityOptions options;

    @Override
    public Integer call() {
        return LockerCommands.list(options, device == null ? null : options.device(device));
    }
}
