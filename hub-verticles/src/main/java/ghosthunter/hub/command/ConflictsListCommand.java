package ghosthunter.hub.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code conflicts list}: the same with a choice. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "List conflicts, the oldest first.",
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar conflicts list --all --type order",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the database cannot be used", "2:the command line or the settings are wrong"})
final class ConflictsListCommand implements Callable<Integer> {
    @Option(names = "--all", description = "Decided ones too.")
    private boolean all;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only of this entity type.")
    private @Nullable String type;

    @Mixin
    private EntityOptions options;

    @Override
    public Integer call() {
        return ConflictsCommand.list(options, all, type);
    }
}
