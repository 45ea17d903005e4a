package ghosthunter.hub.command;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.custody.ClockLimits;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.directory.DirectoryPool;
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
    private final DirectoryPool pool;

    DirectorySession(HubConfig config, DatabaseUrl url) {
        HubConfig.Custody custody = config.custody();
        this.pool = DirectoryPool.open(
                vertx,
                url,
                CONNECTIONS_MAX,
                new ClockLimits(custody.driftPpm(), custody.hubErrorMs()),
                InstantSource.system(),
                new SecureRandom());
    }

    Directory directory() {
        return pool.directory();
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
        await(pool.close().otherwiseEmpty());
        await(vertx.close().otherwiseEmpty());
    }
}
