package ghosthunter.edge.door;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.locker.CentreSettings;
import ghosthunter.codecs.locker.DoorResult;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.problem.Reason;
import ghosthunter.codecs.time.Moment;
import ghosthunter.edge.outbox.Opening;
import ghosthunter.edge.outbox.OutboxClient;
import ghosthunter.edge.outbox.OutboxCommand.EndOpening;
import ghosthunter.edge.outbox.OutboxCommand.Resume;
import ghosthunter.edge.outbox.OutboxCommand.TakeCommand;
import ghosthunter.edge.outbox.OutboxCommand.UseCode;
import ghosthunter.edge.outbox.OutboxReply;
import ghosthunter.edge.outbox.OutboxReply.CodeTried;
import ghosthunter.edge.outbox.OutboxReply.Ended;
import ghosthunter.edge.outbox.OutboxReply.Resumed;
import ghosthunter.edge.outbox.OutboxReply.Taken;
import ghosthunter.edge.sync.SyncCommand;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sole owner of the doors, on an event loop: carries out the commands of the centre, and opens for pick-up codes, behind
 * {@link Address#door}. One door at a time. What it begins stands on the disk as started before it is begun; it asks the outbox
 * what that is, so it cannot begin anything twice.
 */
public final class DoorVerticle extends VerticleBase {
    /** How many codes may wait for a door; more is {@code overloaded}. */
    static final int WAITING_MAX = 16;

    private static final Logger LOG = LoggerFactory.getLogger(DoorVerticle.class);

    private final DeviceId device;
    private final @Nullable Function<Vertx, Doors> opener;
    private final Supplier<Moment> now;
    private final List<MessageConsumer<?>> consumers = new ArrayList<>();
    private OutboxClient outbox;
    private @Nullable Doors doors;
    private Future<Void> tail = Future.succeededFuture();
    private boolean looks;
    private int waiting;

    /**
     * Makes one.
     *
     * @param opener makes the way to the doors, in the verticle's context; null: there are none, and what needs one is refused
     * @param now the clocks of the device
     */
    public DoorVerticle(DeviceId device, @Nullable Function<Vertx, Doors> opener, Supplier<Moment> now) {
        this.device = device;
        this.opener = opener;
        this.now = now;
    }

    @Override
    public Future<?> start() {
        outbox = new OutboxClient(vertx.eventBus(), device);
        doors = opener == null ? null : opener.apply(vertx);
        return outbox.ask(new Resume(now.get()), Resumed.class).onSuccess(this::resumed);
    }

    private void resumed(Resumed resumed) {
        if (resumed.unknown() > 0) {
            LOG.atWarn()
                    .addKeyValue("deviceId", device)
                    .addKeyValue("openings", resumed.unknown())
                    .log("nobody knows whether these doors opened");
            tellHub();
        }
        if (!resumed.settings().equals(CentreSettings.NONE)) {
            tune(resumed.settings());
        }
        MessageConsumer<UseCode> codes = vertx.eventBus().localConsumer(Address.door(device));
        MessageConsumer<OutboxReply.Pulled> pulls = vertx.eventBus().localConsumer(Address.pulled(device));
        consumers.add(codes.handler(this::use));
        consumers.add(pulls.handler(pulled -> look()));
        look();
    }

    @Override
    public Future<?> stop() {
        List<Future<Void>> silent =
                consumers.stream().map(MessageConsumer::unregister).toList();
        return Future.join(silent)
                .transform(unregistered -> doors == null ? Future.succeededFuture() : doors.close())
                .transform(closed -> tail);
    }

    /** There may be a command; one that is looked for already is found then. */
    private void look() {
        if (!looks) {
            looks = true;
            next(this::command);
        }
    }

    private void next(Supplier<Future<Void>> job) {
        tail = tail.transform(before -> job.get());
    }

    /** One, and then whatever waits; codes that people typed meanwhile come in between. */
    private Future<Void> command() {
        looks = false;
        return outbox.ask(new TakeCommand(doors != null, now.get()), Taken.class)
                .compose(this::carryOut)
                .onFailure(this::failed)
                .otherwiseEmpty();
    }

    private Future<Void> carryOut(Taken taken) {
        if (!taken.found()) {
            return Future.succeededFuture();
        }
        look();
        if (taken.settings() != null) {
            tune(taken.settings());
        }
        Opening opening = taken.opening();
        Future<Void> done =
                opening == null ? Future.succeededFuture() : open(opening).mapEmpty();
        return done.onSuccess(ended -> tellHub());
    }

    private void use(Message<UseCode> message) {
        if (doors == null) {
            refuse(message, Problem.of(ProblemType.UNAVAILABLE, "this locker has no door controller (doors.url)"));
        } else if (waiting >= WAITING_MAX) {
            refuse(message, Problem.of(ProblemType.OVERLOADED, "too many people wait for a door"));
        } else {
            waiting++;
            next(() -> answered(message));
        }
    }

    private Future<Void> answered(Message<UseCode> message) {
        waiting--;
        return outbox.ask(message.body(), CodeTried.class)
                .compose(this::answer)
                .recover(failure -> Future.succeededFuture(new OutboxReply.Refused(problem(failure))))
                .onSuccess(message::reply)
                .mapEmpty();
    }

    private Future<OutboxReply> answer(CodeTried tried) {
        if (tried.answerJson() != null) {
            return Future.succeededFuture(new Ended(tried.answerJson()));
        }
        tellHub();
        return tried.opening() == null
                ? Future.succeededFuture(new OutboxReply.Refused(Objects.requireNonNull(tried.refusal())))
                : open(tried.opening()).map(ended -> {
                    tellHub();
                    return ended;
                });
    }

    /** What it did is written down before anybody hears of it. */
    private Future<Ended> open(Opening opening) {
        return Objects.requireNonNull(doors)
                .open(opening.compartment(), opening.key())
                .otherwise(broken -> new DoorResult(DoorResult.Door.UNKNOWN, Reason.of(broken)))
                .onSuccess(result -> LOG.atInfo()
                        .addKeyValue("deviceId", device)
                        .addKeyValue("compartment", opening.compartment())
                        .addKeyValue("reference", opening.key())
                        .addKeyValue("door", result.door().wire())
                        .log("door told to open"))
                .compose(result -> outbox.ask(new EndOpening(opening, result, now.get()), Ended.class));
    }

    private void tellHub() {
        vertx.eventBus().send(Address.sync(device), new SyncCommand.Recorded(Lane.CRITICAL));
    }

    private void tune(CentreSettings settings) {
        vertx.eventBus().send(Address.sync(device), new SyncCommand.Tune(settings));
    }

    private static void refuse(Message<UseCode> message, Problem problem) {
        message.reply(new OutboxReply.Refused(problem));
    }

    private static Problem problem(Throwable failure) {
        return failure instanceof ProblemException expected
                ? expected.problem()
                : Problem.of(ProblemType.INTERNAL, "the door failed: " + failure);
    }

    /** What was begun stays started on the disk, and is unknown after the next start; what was not begun waits for it. */
    private void failed(Throwable failure) {
        LOG.atError()
                .addKeyValue("deviceId", device)
                .addKeyValue("reason", failure.getMessage())
                .log("a command of the centre failed");
    }
}
