package ghosthunter.hub.command;

import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.EmbeddedDatabase;
import ghosthunter.hub.postgres.Migrations;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The database that a command works on: the operator's, the one that a running hub embeds, or, when nothing runs, the embedded
 * one, started for this command and stopped behind it.
 */
final class CommandDatabase implements AutoCloseable {
    private final DatabaseUrl url;
    private final @Nullable EmbeddedDatabase own;

    private CommandDatabase(DatabaseUrl url, @Nullable EmbeddedDatabase own) {
        this.url = url;
        this.own = own;
    }

    /**
     * Finds or starts it, and brings it to the schema of this program unless a running hub has done so.
     *
     * @param err takes a line when something is started
     */
    static CommandDatabase open(HubConfig config, PrintWriter err) {
        DatabaseUrl foreign = config.database().url();
        if (foreign != null) {
            int unused = Migrations.migrate(foreign);
            return new CommandDatabase(foreign, null);
        }
        Optional<DatabaseUrl> running = EmbeddedDatabase.running(config.dataDir());
        if (running.isPresent()) {
            return new CommandDatabase(running.get(), null);
        }
        err.println("no hub is running on " + config.dataDir() + ": starting its database for this command");
        err.flush();
        EmbeddedDatabase own = EmbeddedDatabase.start(config.database().embedded());
        try {
            int unused = Migrations.migrate(own.url());
            return new CommandDatabase(own.url(), own);
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    DatabaseUrl url() {
        return url;
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
