package ghosthunter.hub.command;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TenantTable;
import ghosthunter.hub.tenant.OwnDatabases;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tenant list}: every tenant, and where its rows are. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "List the tenants and where their rows are. No password is shown.",
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar tenant list",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the database cannot be used", "2:the command line or the settings are wrong"})
final class TenantListCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        HubConfig settings = config.read(System.getenv()).config();
        Map<TenantId, DatabaseUrl> own = OwnDatabases.read(settings);
        try (CommandDatabase shared =
                CommandDatabase.open(settings, spec.commandLine().getErr())) {
            Table table = new Table("TENANT", "NAME", "DATABASE", "LOCKERS");
            TreeSet<TenantId> untold = new TreeSet<>(own.keySet());
            for (TenantTable.Entry tenant : TenantTable.list(shared.url())) {
                boolean isApart = tenant.ownDatabase() || own.containsKey(tenant.id());
                untold.remove(tenant.id());
                table.add(
                        tenant.id().value(),
                        tenant.name(),
                        isApart ? where(own.get(tenant.id())) : "shared",
                        isApart ? "-" : Long.toString(tenant.devices()));
            }
            untold.forEach(tenant -> table.add(tenant.value(), tenant.value(), String.valueOf(own.get(tenant)), "-"));
            table.print(spec.commandLine().getOut());
            return 0;
        }
    }

    private static String where(@Nullable DatabaseUrl url) {
        return url == null ? "its own; not known here" : url.toString();
    }
}
