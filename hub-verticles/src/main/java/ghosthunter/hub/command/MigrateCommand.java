package ghosthunter.hub.command;

import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.EmbeddedDatabase;
import ghosthunter.hub.postgres.Migrations;
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
        footer = "  DATABASE_URL=postgres://hub:secret@db.example/packages java -jar hub.jar migrate")
public final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        HubConfig settings = config.read(System.getenv()).config();
        DatabaseUrl foreign = settings.database().url();
        if (foreign != null) {
            return migrate(foreign);
        }
        try (EmbeddedDatabase embedded =
                EmbeddedDatabase.start(settings.database().embedded())) {
            return migrate(embedded.url());
        }
    }

    private int migrate(DatabaseUrl url) {
        int applied = Migrations.migrate(url);
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                applied == 0
                        ? "the schema of " + url + " is up to date"
                        : url + ": " + applied + " migrations applied");
        out.flush();
        return 0;
    }
}
