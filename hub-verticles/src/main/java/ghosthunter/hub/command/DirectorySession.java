package ghosthunter.hub.command;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.custody.ClockLimits;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.directory.SqlDirectory;
import ghosthunter.hub.postgres.DatabaseUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;

/** The directory for a command, which may wait. */
final class DirectorySession implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 1;

    private final Vertx vertx = Vertx.vertx();
    private final SqlDirectory directory;

    DirectorySession(HubConfig config, DatabaseUrl url) {
        HubConfig.Custody custody = config.custody();
        this.directory = SqlDirectory.open(
                vertx,
                url,
                CONNECTIONS_MAX,
                new ClockLimits(custody.driftPpm(), custody.hubErrorMs()),
                InstantSource.system(),
                new SecureRandom());
    }

    Directory directory() {
        return directory;
    }

    /** Waits; a failure is thrown as what it is. */
    @CanIgnoreReturnValue
    <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        await(directory.close().eventually(vertx::close).otherwiseEmpty());
    }
}
