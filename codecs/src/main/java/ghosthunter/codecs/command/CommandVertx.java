package ghosthunter.codecs.command;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.TimeUnit;

/** The Vert.x instance of one command, a locker's daemon too: small, and closed when the command ends. */
public final class CommandVertx {
    private CommandVertx() {}

    /**
     * Opens it. One device needs one event loop, and a small board has little memory for more. Nobody watches for blocked
     * threads here: every wait has its limit; the watcher would wake an idle board every second, and on a busy one tell a person
     * with a stack trace that classes take a while to load.
     */
    public static Vertx open() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setBlockedThreadCheckInterval(1)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.DAYS));
    }
}
