package ghosthunter.hub.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code inventory}: what is in stock, and whether its movements agree. */
@Command(
        name = "inventory",
        mixinStandardHelpOptions = true,
        description = {
            "List the stock of every counter.",
            "Stock is the sum of its movements, and these come from the ledger: rebuild derives both anew."
        },
        subcommands = {InventoryShowCommand.class, InventoryRebuildCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar inventory",
            "  java -jar hub.jar inventory show inventory",
            "  java -jar hub.jar inventory rebuild --check"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; rebuild --check: and nothing differs",
            "1:something differs, or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
public final class InventoryCommand implements Callable<Integer> {
    @Mixin
    private EntityOptions options;

    @Override
    public Integer call() {
        return InventoryShowCommand.show(options, null);
    }
}
