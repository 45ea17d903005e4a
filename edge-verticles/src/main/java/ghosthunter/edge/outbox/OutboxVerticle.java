package ghosthunter.edge.outbox;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.time.BootClock;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sole owner of a device's SQLite file. Takes its commands from {@link Address#outbox} strictly one at a time (demand 1), each
 * as one SQLite transaction. Runs on a worker thread of its own, see {@link #deployment}.
 */
public final class OutboxVerticle extends VerticleBase {
    /** How many commands may wait. Who asks bounds what is in flight; this is the backstop. */
    public static final int WAITING_MAX = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(OutboxVerticle.class);

    private final Settings settings;
    private final ChangeMaker maker;
    private @Nullable OutboxLock lock;
    private @Nullable Sqlite sqlite;
    private @Nullable MessageConsumer<OutboxCommand> consumer;
    private Future<?> current = Future.succeededFuture();

    /**
     * What to open.
     *
     * @param database the SQLite file; made if it is not there, in a directory that is
     * @param device who a new file belongs to. One that is there keeps its tenant, which only {@link OutboxCommand.Adopt}
     *     changes; the file of another device code is refused
     * @param entities the entity types and their lanes
     */
    public record Settings(Path database, DeviceRef device, OutboxLimits limits, EntityCatalog entities) {}

    public OutboxVerticle(Settings settings, InstantSource clock, BootClock boot, RandomGenerator random) {
        this.settings = settings;
        this.maker = new ChangeMaker(clock, boot, random);
    }

    /** How to deploy it: SQLite blocks, so it has one worker thread, and never shares it. */
    public static DeploymentOptions deployment(DeviceRef device) {
        return new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName("outbox." + device)
                .setWorkerPoolSize(1);
    }

    @Override
    public Future<?> start() {
        lock = StoreFiles.lock(settings.database());
        return Sqlite.open(vertx, settings.database())
                .compose(this::prepare)
                .map(this::consume)
                .recover(cause -> release().transform(released -> Future.failedFuture(cause)));
    }

    private Future<Commands> prepare(Sqlite opened) {
        sqlite = opened;
        Tables tables = Tables.of(opened, maker, settings.limits(), settings.entities());
        Commands prepared = new Commands(opened, tables, this::announce);
        return StoreFiles.check(opened, settings.database())
                .compose(checked -> tables.dropOffs().create())
                .compose(created -> prepared.ensureStore(settings.device(), settings.database()))
                .map(ensured -> prepared);
    }

    private MessageConsumer<OutboxCommand> consume(Commands ready) {
        MessageConsumer<OutboxCommand> taking = vertx.eventBus()
                .consumer(new MessageConsumerOptions()
                        .setAddress(Address.outbox(settings.device().device()))
                        .setLocalOnly(true)
                        .setMaxBufferedMessages(WAITING_MAX));
        taking.pause().handler(message -> take(ready, message)).fetch(1);
        consumer = taking;
        return taking;
    }

    private void take(Commands ready, Message<OutboxCommand> message) {
        current = ready.run(message.body())
                .recover(cause -> Future.succeededFuture(new OutboxReply.Refused(problem(cause))))
                .onSuccess(reply -> answer(message, reply))
                .transform(answered -> ready.afterAnswer())
                .onComplete(done -> next());
    }

    /** Whoever waits for news of the hub need not ask for them. */
    private void answer(Message<OutboxCommand> message, OutboxReply reply) {
        message.reply(reply);
        if (reply instanceof OutboxReply.Pulled pulled && pulled.lines() > 0) {
            vertx.eventBus().publish(Address.pulled(settings.device().device()), pulled);
        }
    }

    private void next() {
        if (consumer != null) {
            consumer.fetch(1);
        }
    }

    private static Problem problem(Throwable cause) {
        if (cause instanceof ProblemException expected) {
            return expected.problem();
        }
        LOG.atError().setCause(cause).log("command failed");
        return Problem.of(ProblemType.INTERNAL, "the outbox failed: " + cause);
    }

    private void announce(int apiPort) {
        if (lock != null) {
            lock.announce(apiPort);
        }
    }

    @Override
    public Future<?> stop() {
        Future<?> silent = consumer == null ? Future.succeededFuture() : consumer.unregister();
        return silent.eventually(() -> current).eventually(this::release);
    }

    private Future<Void> release() {
        Future<Void> closed = sqlite == null ? Future.succeededFuture() : sqlite.close();
        return closed.eventually(() -> {
            if (lock != null) {
                lock.close();
            }
            return Future.succeededFuture();
        });
    }
}
