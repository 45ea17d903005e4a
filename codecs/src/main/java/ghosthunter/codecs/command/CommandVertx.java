package ghosthunter.codecs.command;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.TimeUnit;

/** The Vert.x instance of one command: small, and closed when the command ends. */
public final class CommandVertx {
    private CommandVertx() {}

    /**
     * Opens it. Nobody watches for blocked threads: every wait of a command has its limit, and on a busy board the watcher
     * would tell a person with a stack trace that classes take a while to load.
     */
    public static Vertx open() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setBlockedThreadCheckInterval(1)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.DAYS));
    }
}
