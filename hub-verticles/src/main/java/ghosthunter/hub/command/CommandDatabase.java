package ghosthunter.hub.command;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.settings.Settings.SettingsException;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.identity.IdentityFile;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.EmbeddedDatabase;
import ghosthunter.hub.postgres.Migrations;
import ghosthunter.hub.tenant.OwnDatabases;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The database that a command works on: the operator's, the one that a running hub embeds, or, when nothing runs, the embedded
 * one, started for this command and stopped behind it. Only a hub and {@code migrate} make one: a command that finds none was
 * called in the wrong directory, and an empty database would answer it as if no locker existed.
 */
final class CommandDatabase implements AutoCloseable {
    private final DatabaseUrl shared;
    private final DatabaseUrl url;
    private final @Nullable EmbeddedDatabase own;

    private CommandDatabase(DatabaseUrl shared, DatabaseUrl url, @Nullable EmbeddedDatabase own) {
        this.shared = shared;
        this.url = url;
        this.own = own;
    }

    /**
     * Finds or starts it, and brings it to the schema of this program unless a running hub has done so.
     *
     * @param err takes a line when something is started
     * @throws SettingsException if the settings name no database of a hub
     */
    static CommandDatabase open(HubConfig config, PrintWriter err) {
        if (config.database().url() == null && !EmbeddedDatabase.exists(config.dataDir())) {
            throw noHub(config, ", or DATABASE_URL where the hub has one");
        }
        CommandDatabase found = findOrCreate(config, err);
        boolean isOfARunningHub = config.database().url() == null && found.own == null;
        if (!isOfARunningHub) {
            int unused = found.migrate();
        }
        return found;
    }

    /** The same, for a command on one tenant: where that has a database of its own, {@link #url} is that one. */
    static CommandDatabase open(HubConfig config, TenantId tenant, PrintWriter err) {
        DatabaseUrl itsOwn = OwnDatabases.read(config).get(tenant);
        CommandDatabase found = open(config, err);
        if (itsOwn == null) {
            return found;
        }
        CommandDatabase apart = new CommandDatabase(found.shared, itsOwn, found.own);
        int unused = apart.migrate();
        return apart;
    }

    /** Finds, starts or makes it, and leaves its schema alone. */
    static CommandDatabase findOrCreate(HubConfig config, PrintWriter err) {
        DatabaseUrl foreign = config.database().url();
        if (foreign != null) {
            return new CommandDatabase(foreign, foreign, null);
        }
        Optional<DatabaseUrl> running = EmbeddedDatabase.running(config.dataDir());
        if (running.isPresent()) {
            return new CommandDatabase(running.get(), running.get(), null);
        }
        err.println("no hub is running on " + config.dataDir() + ": starting its database for this command");
        err.flush();
        EmbeddedDatabase own = EmbeddedDatabase.start(config.database().embedded());
        return new CommandDatabase(own.url(), own.url(), own);
    }

    /**
     * For commands that work on the hub's files: they must not begin a second identity, or keep facts where no hub reads them.
     *
     * @throws SettingsException if no hub has run in the data directory
     */
    static void requireHub(HubConfig config) {
        if (!IdentityFile.exists(config.dataDir())) {
            throw noHub(config, "");
        }
    }

    private static SettingsException noHub(HubConfig config, String more) {
        return new SettingsException(
                List.of("data_dir: no hub has run in " + config.dataDir() + "; set DATA_DIR to the hub's" + more));
    }

    /** The database of the command's tenant. */
    DatabaseUrl url() {
        return url;
    }

    /** The database of the installation, which has the audit of commands. */
    DatabaseUrl shared() {
        return shared;
    }

    /** Brings it to the schema of this program; when that fails, nothing stays running. */
    int migrate() {
        try {
            return Patience.ofCommand().until(() -> Migrations.migrate(url));
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
