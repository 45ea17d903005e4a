package ghosthunter.hub.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts PostgreSQL through the library, with the settings that the library has wrong for anything but tests: it turns
 * {@code fsync} and {@code synchronous_commit} off. Its own shutdown hook and its cleaning of directories are off as well.
 */
final class EmbeddedServer {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final String PROGRAMS = "unpacked";
    private static final int LOG_BYTES_MAX = 64 * 1024;

    private final EmbeddedPostgres library;
    private final EmbeddedSettings settings;
    private final Path clusterDir;

    private EmbeddedServer(EmbeddedPostgres library, EmbeddedSettings settings, Path clusterDir) {
        this.library = library;
        this.settings = settings;
        this.clusterDir = clusterDir;
    }

    /**
     * Starts a server on a directory, which is made where it is missing, and waits until it answers.
     *
     * @throws IOException with the server's own words when it does not start
     */
    static EmbeddedServer start(EmbeddedSettings settings, Path clusterDir) throws IOException {
        Postmaster.forgetDead(clusterDir);
        // The library's own lock: after a start that failed it is held until the garbage collector comes. Ours is
        // DataDirLock.
        Files.deleteIfExists(clusterDir.resolve("epg-lock"));
        Files.deleteIfExists(settings.startLog());
        EmbeddedPostgres.Builder builder = builder(settings, clusterDir);
        ExecutorService starter = Executors.newSingleThreadExecutor(EmbeddedServer::daemon);
        try {
            Future<EmbeddedPostgres> starting = starter.submit(builder::start);
            return new EmbeddedServer(durable(await(starting, settings)), settings, clusterDir);
        } finally {
            starter.shutdownNow();
        }
    }

    /**
     * Stops it: fast, and when that takes longer than the limit, without a checkpoint.
     *
     * @throws IOException if it does not stop at all
     */
    void stop() throws IOException {
        library.close(); // A fast shutdown for which it waits five seconds, and its lock.
        Optional<Postmaster> slow = Postmaster.of(clusterDir);
        boolean inOrder = slow.isEmpty() || slow.get().stop(settings.stopLimit());
        LOG.atDebug().addKeyValue("inOrder", inOrder).log("server stopped");
    }

    /**
     * The command line shows {@code -F}, which turns fsync off: the library's. Our {@code -c fsync=on} comes behind it and counts.
     * So that this never hangs on an order of words, the server itself is asked. (While initdb makes a cluster, its helpers run
     * with {@code -F} too; it syncs every file before it ends, and nothing of a hub is in there yet.)
     */
    private static EmbeddedPostgres durable(EmbeddedPostgres started) throws IOException {
        String fsync = "unknown";
        try (Connection connection = started.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW fsync")) {
            fsync = rows.next() ? rows.getString(1) : fsync;
        } catch (SQLException e) {
            LOG.atWarn().setCause(e).log("embedded database does not answer");
        }
        if (!fsync.equals("on")) {
            started.close();
            throw new IOException("the embedded database does not start: its fsync is " + fsync);
        }
        return started;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "postgres-starter");
        thread.setDaemon(true);
        return thread;
    }

    /** The library waits out its whole limit even when the server has long given up; the log tells at once. */
    private static EmbeddedPostgres await(Future<EmbeddedPostgres> starting, EmbeddedSettings settings)
            throws IOException {
        while (true) {
            try {
                return starting.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (log(settings).matches("(?s).*(pg_ctl: error:|could not start server).*")) {
                    throw new IOException("the embedded database does not start: " + reason(settings));
                }
            } catch (ExecutionException e) {
                throw new IOException("the embedded database does not start: " + reason(settings), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the embedded database was starting", e);
            }
        }
    }

    /**
     * The library makes its directory writable for everybody; so it stands in one that nobody else may enter, for who can change the
     * programs acts as the hub.
     */
    private static Path programs(EmbeddedSettings settings) throws IOException {
        Path mine = Files.createDirectories(settings.programDir());
        try (Stream<Path> there = Files.list(mine)) {
            List<String> foreign = there.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(PROGRAMS) && !name.startsWith("PG-"))
                    .toList();
            if (!foreign.isEmpty()) {
                throw new IOException("the directory " + mine + " holds other things than PostgreSQL's programs ("
                        + foreign.get(0) + "); set EMBEDDED_POSTGRES_PROGRAM_DIR to one for them alone");
            }
        }
        Path unused = Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("rwx------"));
        return mine.resolve(PROGRAMS);
    }

    private static EmbeddedPostgres.Builder builder(EmbeddedSettings settings, Path clusterDir) throws IOException {
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(settings.startLog().toFile());
        return EmbeddedPostgres.builder()
                .setDataDirectory(clusterDir)
                .setOverrideWorkingDirectory(programs(settings).toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(settings.port())
                .setPGStartupWait(settings.startLimit())
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                // Words of initdb too, behind the library's "-A trust": nobody gets in without the password, not even
                // at first.
                .setLocaleConfig("auth-local", "scram-sha-256")
                .setLocaleConfig("auth-host", "scram-sha-256")
                .setLocaleConfig(
                        "pwfile", EmbeddedPassword.file(settings.dataDir()).toString())
                .setConnectConfig("password", EmbeddedPassword.read(settings.dataDir()))
                // Byte order everywhere: the same on every machine, and the order in which the ledger takes its locks.
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setLocaleConfig("locale", "C")
                // What "durable" means. The library's defaults are the opposite.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                // The feed follows the write-ahead log.
                .setServerConfig("wal_level", "logical")
                // A slot that nobody reads must not fill the disk; the feed heals itself without what it missed.
                .setServerConfig("max_slot_wal_keep_size", "2GB")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", Integer.toString(settings.connectionsMax()))
                .setServerConfig("shared_buffers", settings.sharedBuffersMb() + "MB")
                .setServerConfig("max_wal_size", "2GB")
                .setServerConfig("jit", "off")
                .setServerConfig("timezone", "UTC")
                // A log of its own, a file per weekday that is overwritten a week later: bounded, and no pipe to a hub
                // that may be dead.
                .setServerConfig("logging_collector", "on")
                .setServerConfig("log_filename", "postgresql-%a.log")
                .setServerConfig("log_truncate_on_rotation", "on")
                .setServerConfig("log_rotation_age", "1440")
                .setServerConfig("log_rotation_size", "0")
                .setServerConfig("log_checkpoints", "off");
    }

    /** The last thing that the server complained of. */
    private static String reason(EmbeddedSettings settings) {
        List<String> lines = log(settings).lines().toList();
        return lines.stream()
                .filter(line -> line.contains("FATAL:") || line.contains("error:") || line.contains("cannot be run as"))
                .reduce((first, second) -> second)
                .or(() -> lines.stream().filter(line -> !line.isBlank()).reduce((first, second) -> second))
                .orElse("it says nothing, see " + settings.startLog())
                .strip();
    }

    private static String log(EmbeddedSettings settings) {
        try {
            byte[] bytes = Files.readAllBytes(settings.startLog());
            int from = Math.max(0, bytes.length - LOG_BYTES_MAX);
            return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
