package ghosthunter.hub.command;

import ghosthunter.codecs.command.Blocking;
import ghosthunter.codecs.command.CommandVertx;
import ghosthunter.hub.operator.Actor;
import ghosthunter.hub.operator.ApiKeys;
import ghosthunter.hub.operator.Journal;
import ghosthunter.hub.operator.OperatorPool;
import ghosthunter.hub.operator.Operators;
import ghosthunter.hub.operator.RandomIds;
import ghosthunter.hub.postgres.DatabaseUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/** The operators for a command, which may wait; and the audit of commands. */
final class OperatorSession implements AutoCloseable {
    private final SecureRandom random = new SecureRandom();
    private final Vertx vertx = CommandVertx.open();
    private final OperatorPool pool;
    private final Actor actor = Actor.command(System.getProperty("user.name", "?"));

    OperatorSession(DatabaseUrl url) {
        this.pool = OperatorPool.open(vertx, url, OperatorPool.Opening.ofCommand(InstantSource.system(), random));
    }

    /** What a command does with the session. */
    @FunctionalInterface
    interface Work {
        int run(OperatorSession session);
    }

    /** Opens a session, works, closes it. */
    static int run(ConfigOption config, CommandSpec spec, Work work) {
        try (CommandDatabase database = CommandDatabase.open(
                        config.read(System.getenv()).config(),
                        spec.commandLine().getErr());
                OperatorSession session = new OperatorSession(database.shared())) {
            return work.run(session);
        }
    }

    Operators operators() {
        return pool.operators();
    }

    ApiKeys apiKeys() {
        return pool.apiKeys();
    }

    /** Who types. */
    Actor actor() {
        return actor;
    }

    /**
     * Does something that the audit must hold: written down before it begins, and how it ended.
     *
     * @param action as it would be typed, without secrets
     * @param work blocks
     */
    <T> T audited(String action, JsonObject detail, Supplier<T> work) {
        return audited(action, detail, done -> true, work);
    }

    /**
     * The same, where a result may be a refusal.
     *
     * @param isDone whether this result means that it was done
     */
    <T> T audited(String action, JsonObject detail, Predicate<T> isDone, Supplier<T> work) {
        UUID request = RandomIds.next(random);
        Blocking.await(write(request, Journal.Stage.ASKED, action, detail));
        T result;
        try {
            result = work.get();
        } catch (RuntimeException e) {
            Blocking.await(write(request, Journal.Stage.REFUSED, action, new JsonObject()));
            throw e;
        }
        Journal.Stage end = isDone.test(result) ? Journal.Stage.DONE : Journal.Stage.REFUSED;
        Blocking.await(write(request, end, action, new JsonObject()));
        return result;
    }

    private Future<Void> write(UUID request, Journal.Stage stage, String action, JsonObject detail) {
        return pool.journal().write(new Journal.Entry(request, stage, actor, "hub.jar " + action, detail, null));
    }

    @Override
    public void close() {
        Blocking.await(pool.close().otherwiseEmpty());
        Blocking.await(vertx.close().otherwiseEmpty());
    }
}
