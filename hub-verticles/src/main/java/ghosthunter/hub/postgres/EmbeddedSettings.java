package ghosthunter.hub.postgres;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the embedded server runs.
 *
 * @param dataDir the hub's data directory; the server's files are in {@code postgres} below it
 * @param programDir where the server's programs are unpacked, 60 MB; several hubs of one user may share it, and nothing else may be in it. Not the system's
 *     temporary directory, which is swept while we run
 * @param port the TCP port on 127.0.0.1, 0 for any that is free
 * @param sharedBuffersMb the server's own cache, MiB
 * @param connectionsMax how many connections it takes
 * @param startLimit how long it may take until it answers, recovery after a crash included
 * @param stopLimit how long a fast shutdown may take before the server is stopped without a checkpoint, which costs the next
 *     start a recovery and nothing else
 */
public record EmbeddedSettings(
        Path dataDir,
        Path programDir,
        int port,
        int sharedBuffersMb,
        int connectionsMax,
        Duration startLimit,
        Duration stopLimit) {
    /** The port that is used unless another is set. */
    public static final int PORT_DEFAULT = 54329;

    public EmbeddedSettings {
        dataDir = dataDir.toAbsolutePath().normalize();
        programDir = programDir.toAbsolutePath().normalize();
    }

    /** What fits a small server: 128 MiB, 60 connections, two minutes to start, one to stop. */
    public static EmbeddedSettings of(Path dataDir, int port) {
        return of(dataDir, dataDir.resolve("postgres-programs"), port);
    }

    /** The same with programs that are elsewhere. */
    public static EmbeddedSettings of(Path dataDir, Path programDir, int port) {
        Duration startLimit = Duration.ofMinutes(2);
        Duration stopLimit = Duration.ofMinutes(1);
        return new EmbeddedSettings(dataDir, programDir, port, 128, 60, startLimit, stopLimit);
    }

    /** The server's own directory. */
    Path clusterDir() {
        return dataDir.resolve("postgres");
    }

    /** Where a new cluster is made before it gets its name, so that half a cluster is never taken for one. */
    Path stagingDir() {
        return dataDir.resolve("postgres.new");
    }

    /** What the server says until its own log is open. */
    Path startLog() {
        return dataDir.resolve("postgres-start.log");
    }

    EmbeddedSettings withPort(int newPort) {
        return new EmbeddedSettings(
                dataDir, programDir, newPort, sharedBuffersMb, connectionsMax, startLimit, stopLimit);
    }
}
