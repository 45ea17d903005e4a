package ghosthunter.hub.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tenant}: whose lockers this installation serves. */
@Command(
        name = "tenant",
        mixinStandardHelpOptions = true,
        description = {
            "Add and list tenants. Postgres keeps the rows of tenants apart; a tenant can have a database of its own."
        },
        subcommands = {TenantAddCommand.class, TenantListCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar hub.jar tenant list", "  java -jar hub.jar tenant add acme --name \"Acme Parcels\""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:not done, or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
public final class TenantCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "what about tenants? add or list");
    }
}
