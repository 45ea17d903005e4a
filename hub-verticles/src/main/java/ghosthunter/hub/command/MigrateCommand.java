package ghosthunter.hub.command;

import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.Migrations;
import ghosthunter.hub.tenant.OwnDatabases;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code migrate}: brings the database to the schema of this program, as {@code serve} does by itself. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = {
            "Bring the database to the schema of this program; serve does so by itself.",
            "A packages table of the old server is adopted with its rows."
        },
        footerHeading = "%nExample:%n",
        footer = "  DATABASE_URL=postgres://hub:secret@db/packages java -jar hub.jar migrate",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the database cannot be used", "2:the command line or the settings are wrong"})
public final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        HubConfig settings = config.read(System.getenv()).config();
        try (CommandDatabase database =
                CommandDatabase.findOrCreate(settings, spec.commandLine().getErr())) {
            print(database.url(), database.migrate());
            OwnDatabases.read(settings).values().forEach(url -> print(url, Migrations.migrate(url)));
            return 0;
        }
    }

    private void print(DatabaseUrl url, int applied) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                applied == 0
                        ? "the schema of " + url + " is up to date"
                        : url + ": " + applied + " migrations applied");
        out.flush();
    }
}
