package ghosthunter.hub.command;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.EmbeddedDatabase;
import ghosthunter.hub.postgres.Migrations;
import ghosthunter.hub.tenant.OwnDatabases;
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
        CommandDatabase found = find(config, err);
        boolean isOfARunningHub = config.database().url() == null && found.own == null;
        if (!isOfARunningHub) {
            int unused = found.migrate();
        }
        return found;
    }

    /** The same, for a command on one tenant: where that has a database of its own, it is that one. */
    static CommandDatabase open(HubConfig config, TenantId tenant, PrintWriter err) {
        DatabaseUrl itsOwn = OwnDatabases.read(config).get(tenant);
        if (itsOwn == null) {
            return open(config, err);
        }
        CommandDatabase found = new CommandDatabase(itsOwn, null);
        int unused = found.migrate();
        return found;
    }

    /** Finds or starts it, and leaves its schema alone. */
    static CommandDatabase find(HubConfig config, PrintWriter err) {
        DatabaseUrl foreign = config.database().url();
        if (foreign != null) {
            return new CommandDatabase(foreign, null);
        }
        Optional<DatabaseUrl> running = EmbeddedDatabase.running(config.dataDir());
        if (running.isPresent()) {
            return new CommandDatabase(running.get(), null);
        }
        err.println("no hub is running on " + config.dataDir() + ": starting its database for this command");
        err.flush();
        EmbeddedDatabase own = EmbeddedDatabase.start(config.database().embedded());
        return new CommandDatabase(own.url(), own);
    }

    DatabaseUrl url() {
        return url;
    }

    /** Brings it to the schema of this program; when that fails, nothing stays running. */
    int migrate() {
        try {
            return Migrations.migrate(url);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
