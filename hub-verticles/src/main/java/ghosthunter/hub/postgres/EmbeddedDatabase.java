package ghosthunter.hub.postgres;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.problem.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub's own PostgreSQL, durable in its data directory. Every method blocks: call it before verticles are deployed or on a
 * worker. Everything that can be expected to go wrong is a {@link ProblemException} of one clear line.
 *
 * <p>A server outlives a hub that was killed, for it must not die in the middle of somebody's transaction with it. The next
 * start finds it by its {@code postmaster.pid}, stops it in order, and starts one that it knows the settings of. Two servers
 * never run on one directory: whoever starts or stops one holds {@link DataDirLock}.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    /** The database's name. */
    public static final String DATABASE = "packages";

    /** Its user. */
    public static final String USER = "postgres";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);

    private final EmbeddedSettings settings;
    private final DatabaseUrl url;
    private volatile EmbeddedServer server;
    private final DataDirLock lock;
    private final AtomicBoolean stopped = new AtomicBoolean();

    private EmbeddedDatabase(EmbeddedSettings settings, DatabaseUrl url, EmbeddedServer server, DataDirLock lock) {
        this.settings = settings;
        this.url = url;
        this.server = server;
        this.lock = lock;
    }

    /**
     * Starts it.
     *
     * @throws ProblemException if another hub has the directory, the port is taken, or the server does not start
     */
    public static EmbeddedDatabase start(EmbeddedSettings settings) {
        DataDirLock lock = acquire(settings);
        try {
            stopOrphan(settings, settings.stagingDir());
            stopOrphan(settings, settings.clusterDir());
            EmbeddedSettings bound = settings.withPort(freePort(settings.port()));
            boolean asksNobody = OpenCluster.is(bound.clusterDir());
            if (asksNobody || !exists(settings.dataDir())) {
                EmbeddedPassword.makeIfMissing(bound.dataDir());
            }
            DatabaseUrl url = url(bound.dataDir(), bound.port());
            if (!exists(settings.dataDir())) {
                create(bound, url);
            }
            EmbeddedServer server = EmbeddedServer.start(bound, bound.clusterDir());
            if (asksNobody) {
                OpenCluster.close(bound, url);
            }
            LOG.atInfo()
                    .addKeyValue("port", bound.port())
                    .addKeyValue("directory", bound.clusterDir())
                    .log("embedded database started");
            return new EmbeddedDatabase(bound, url, server, lock);
        } catch (IOException | SQLException e) {
            lock.close();
            throw problem(e instanceof IOException io ? Reason.withFile(io) : String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Whether this directory holds a database, running or not. */
    public static boolean exists(Path dataDir) {
        return Files.exists(EmbeddedSettings.of(dataDir, 0).clusterDir().resolve("PG_VERSION"));
    }

    /** The address of the server that another process runs on this directory; empty when there is none that is ready. */
    public static Optional<DatabaseUrl> running(Path dataDir) {
        EmbeddedSettings settings = EmbeddedSettings.of(dataDir, 0);
        try {
            if (!DataDirLock.isHeld(settings.dataDir())) {
                return Optional.empty();
            }
            Optional<Postmaster> found = Postmaster.of(settings.clusterDir()).filter(Postmaster::ready);
            return found.isEmpty()
                    ? Optional.empty()
                    : Optional.of(url(settings.dataDir(), found.get().port()));
        } catch (IOException e) {
            throw problem("the data directory " + dataDir + " cannot be read: " + Reason.withFile(e), e);
        }
    }

    /** Where it can be reached. */
    public DatabaseUrl url() {
        return url;
    }

    /**
     * Starts the server again where it died: killed by somebody, or by the system for want of memory. It recovers what was
     * committed and has the same address. Not beside {@link #close}.
     *
     * @return whether it was dead
     * @throws ProblemException if it does not start
     */
    public boolean revive() {
        try {
            if (stopped.get() || Postmaster.of(settings.clusterDir()).isPresent()) {
                return false;
            }
            LOG.atError().addKeyValue("port", settings.port()).log("embedded database died; it is started again");
            server = EmbeddedServer.start(settings, settings.clusterDir());
            LOG.atInfo().addKeyValue("port", settings.port()).log("embedded database is back");
            return true;
        } catch (IOException e) {
            throw problem(String.valueOf(e.getMessage()), e);
        }
    }

    /** Stops it, sessions included, and frees the directory. Further calls do nothing. */
    @Override
    public void close() {
        if (!stopped.compareAndSet(false, true)) {
            return;
        }
        try {
            server.stop();
            LOG.atInfo().addKeyValue("port", settings.port()).log("embedded database stopped");
        } catch (IOException e) {
            throw problem("the embedded database does not stop: " + e.getMessage(), e);
        } finally {
            lock.close();
        }
    }

    private static DatabaseUrl url(Path dataDir, int port) throws IOException {
        try {
            return DatabaseUrl.parse("postgres://" + USER + ":" + EmbeddedPassword.read(dataDir) + "@127.0.0.1:" + port
                    + "/" + DATABASE);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    EmbeddedPassword.file(dataDir) + " is missing, without which the embedded database lets nobody in;"
                            + " restore it from your backup",
                    e);
        }
    }

    private static DataDirLock acquire(EmbeddedSettings settings) {
        try {
            return DataDirLock.tryAcquire(settings.dataDir())
                    .orElseThrow(() -> problem(
                            "another hub is using the data directory " + settings.dataDir()
                                    + "; stop it, or set DATA_DIR to another directory",
                            null));
        } catch (IOException e) {
            throw problem("the data directory " + settings.dataDir() + " cannot be used: " + Reason.withFile(e), e);
        }
    }

    private static void stopOrphan(EmbeddedSettings settings, Path clusterDir) throws IOException {
        Optional<Postmaster> orphan = Postmaster.of(clusterDir);
        if (orphan.isPresent()) {
            long pid = orphan.get().process().pid();
            LOG.atWarn().addKeyValue("pid", pid).log("stopping the database server that a killed hub left behind");
            boolean inOrder = orphan.get().stop(settings.stopLimit());
            LOG.atInfo().addKeyValue("inOrder", inOrder).log("it has stopped");
        }
    }

    /** Binding is the only honest test, and a race with another program that takes it in between shows at the start. */
    private static int freePort(int wanted) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw problem(
                    "port " + wanted + " on 127.0.0.1 is taken; set EMBEDDED_POSTGRES_PORT to another for the embedded"
                            + " database",
                    e);
        }
    }

    /** Makes the cluster under another name and renames it when it is whole. */
    private static void create(EmbeddedSettings settings, DatabaseUrl url) throws IOException, SQLException {
        if (Files.isDirectory(settings.clusterDir()) && !isEmpty(settings.clusterDir())) {
            throw new IOException("the directory " + settings.clusterDir()
                    + " is not empty and holds no database; move it away, or set DATA_DIR to another directory");
        }
        delete(settings.stagingDir());
        EmbeddedServer server = EmbeddedServer.start(settings, settings.stagingDir());
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + url.address() + "/postgres", url.jdbcProperties());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + DATABASE);
        }
        server.stop();
        Files.deleteIfExists(settings.clusterDir());
        Files.move(settings.stagingDir(), settings.clusterDir());
        sync(settings.dataDir());
    }

    /** A name is durable only when its directory is. */
    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static ProblemException problem(String detail, @Nullable Throwable cause) {
        return Problem.of(ProblemType.UNAVAILABLE, detail).exception(cause);
    }
}
