package ghosthunter.hub.command;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.tenant.TenantSetup;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tenant add}: makes a tenant. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = {
            "Add a tenant. Without --database its rows are in the database that tenants share, and it can be used at once.",
            "With --database they are in that one, which is brought to the schema of this program; the address is kept in"
                    + " tenants.json of the data directory, and a hub serves the tenant from its next start."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar tenant add acme --name \"Acme Parcels\"",
            "  java -jar hub.jar tenant add acme \\",
            "       --database 'postgres://hub:secret@db.example/acme?sslmode=require'"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:there is such a tenant already, or a database cannot be used",
            "2:the command line or the settings are wrong"
        })
final class TenantAddCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TENANT", description = "Its id: 1 to 64 of A-Z a-z 0-9 . _ - ; it never changes.")
    private String id;

    @Option(names = "--name", paramLabel = "NAME", description = "Its name for people. Default: the id.")
    private @Nullable String name;

    @Option(names = "--database", paramLabel = "URL", description = "A database of its own, empty or ours.")
    private @Nullable String database;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        TenantId tenant = tenant();
        String title = name == null ? tenant.value() : name;
        DatabaseUrl own = ownDatabase();
        HubConfig settings = config.read(System.getenv()).config();
        if (own != null) {
            CommandDatabase.requireHub(settings);
        }
        try (CommandDatabase shared =
                        CommandDatabase.open(settings, spec.commandLine().getErr());
                OperatorSession audit = new OperatorSession(shared.shared())) {
            JsonObject detail = new JsonObject().put("name", title).put("database", Objects.toString(own, null));
            boolean added = audit.audited(
                    "tenant add " + tenant, detail, done -> done, () -> add(settings, shared.shared(), tenant, title));
            return added ? 0 : 1;
        }
    }

    private boolean add(HubConfig settings, DatabaseUrl shared, TenantId tenant, String title) {
        if (database != null) {
            TenantSetup.add(shared, settings, tenant, title, database);
            say("tenant " + tenant + " added, with a database of its own; a hub serves it from its next start");
            return true;
        }
        boolean added = TenantSetup.add(shared, tenant, title);
        say(added ? "tenant " + tenant + " added" : "there is a tenant " + tenant + " already");
        return added;
    }

    /** As the audit and messages may show it. */
    private @Nullable DatabaseUrl ownDatabase() {
        try {
            return database == null ? null : DatabaseUrl.parse(database);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--database: " + e.getMessage());
        }
    }

    private TenantId tenant() {
        try {
            return new TenantId(id);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "'" + id + "': " + e.getMessage());
        }
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
