package ghosthunter.edge.outbox;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;

/** Runs each command as one transaction. Not thread-safe: the verticle gives it one after the other. */
final class Commands implements OutboxCommand.Cases<Future<OutboxReply>> {
    /**
     * So many commands write fewer than the 1,000 pages after which SQLite would move its log into the file within the next
     * commit, for which a door may wait.
     */
    private static final int COMMANDS_PER_CHECKPOINT = 64;

    private final Sqlite sqlite;
    private final Tables tables;
    private final IntConsumer announce;
    private final EpochOpener epochs;
    private final Recorder recorder;
    private final Sender sender;
    private final Settler settler;
    private final Reader reader;
    private final EntityRecorder entities;
    private final PullApplier pulls;
    private final CommandRecorder commands;
    private final PickupRecorder pickups;
    private final OpeningRecorder openings;
    private int sinceCheckpoint;

    Commands(Sqlite sqlite, Tables tables, IntConsumer announce) {
        this.sqlite = sqlite;
        this.tables = tables;
        this.announce = announce;
        this.epochs = new EpochOpener(tables);
        this.recorder = new Recorder(tables);
        this.sender = new Sender(tables, epochs);
        this.settler = new Settler(tables, epochs);
        this.reader = new Reader(tables);
        this.entities = new EntityRecorder(tables);
        this.commands = new CommandRecorder(tables);
        this.pulls = new PullApplier(tables, commands);
        this.pickups = new PickupRecorder(tables);
        this.openings = new OpeningRecorder(tables, recorder, commands);
    }

    /** Makes the store of a new file; refuses one that belongs to another device. */
    Future<Void> ensureStore(DeviceRef device, Path database) {
        return sqlite.inTransaction(() -> tables.store().find().compose(store -> {
            if (store.isEmpty()) {
                return epochs.first(device).mapEmpty();
            }
            DeviceRef owner = store.get().device();
            return owner.device().equals(device.device())
                    ? Future.succeededFuture()
                    : Future.failedFuture(Problem.of(
                                    ProblemType.CONFLICT,
                                    database + " belongs to " + owner.device() + ", not to " + device.device()
                                            + ": check LOCKER_ID and SQLITE_PATH")
                            .exception());
        }));
    }

    Future<OutboxReply> run(OutboxCommand command) {
        return command instanceof OutboxCommand.DropOff
                ? command.fold(this)
                : sqlite.inTransaction(() -> command.fold(this));
    }

    /** What is due when nobody waits. Never fails: what did not work is done by a later commit. */
    Future<Void> afterAnswer() {
        if (++sinceCheckpoint < COMMANDS_PER_CHECKPOINT) {
            return Future.succeededFuture();
        }
        sinceCheckpoint = 0;
        return sqlite.checkpoint().otherwiseEmpty();
    }

    @Override
    public Future<OutboxReply> dropOff(OutboxCommand.DropOff command) {
        return recorder.dropOff(command);
    }

    @Override
    public Future<OutboxReply> pickUp(OutboxCommand.PickUp command) {
        return recorder.pickUp(command);
    }

    @Override
    public Future<OutboxReply> listPackages(OutboxCommand.ListPackages command) {
        return reader.packages(command);
    }

    @Override
    public Future<OutboxReply> showCustody(OutboxCommand.ShowCustody command) {
        return reader.custody(command.trackingId());
    }

    @Override
    public Future<OutboxReply> showStatus(OutboxCommand.ShowStatus command) {
        return reader.status();
    }

    @Override
    public Future<OutboxReply> writeEntity(OutboxCommand.WriteEntity command) {
        return entities.write(command);
    }

    @Override
    public Future<OutboxReply> showEntity(OutboxCommand.ShowEntity command) {
        return entities.show(command);
    }

    @Override
    public Future<OutboxReply> listEntities(OutboxCommand.ListEntities command) {
        return entities.list(command);
    }

    @Override
    public Future<OutboxReply> applyPull(OutboxCommand.ApplyPull command) {
        return pulls.apply(command);
    }

    @Override
    public Future<OutboxReply> resume(OutboxCommand.Resume command) {
        return openings.resume(command);
    }

    @Override
    public Future<OutboxReply> takeCommand(OutboxCommand.TakeCommand command) {
        return commands.take(command);
    }

    @Override
    public Future<OutboxReply> useCode(OutboxCommand.UseCode command) {
        return pickups.use(command);
    }

    @Override
    public Future<OutboxReply> endOpening(OutboxCommand.EndOpening command) {
        return openings.end(command);
    }

    @Override
    public Future<OutboxReply> prepare(OutboxCommand.Prepare command) {
        return sender.prepare(command);
    }

    @Override
    public Future<OutboxReply> attemptFailed(OutboxCommand.AttemptFailed command) {
        return sender.failed(command);
    }

    @Override
    public Future<OutboxReply> settle(OutboxCommand.Settle command) {
        return settler.settle(command);
    }

    @Override
    public Future<OutboxReply> adopt(OutboxCommand.Adopt command) {
        return tables.store()
                .read()
                .compose(store -> store.device().equals(command.device())
                        ? Future.succeededFuture(new OutboxReply.Done())
                        : epochs.next(store, command.device(), EpochChange.Reason.ADOPTED, List.of())
                                .map(opened -> new OutboxReply.Done()));
    }

    @Override
    public Future<OutboxReply> importLegacy(OutboxCommand.Import command) {
        return recorder.importLegacy(command.packages());
    }

    @Override
    public Future<OutboxReply> announce(OutboxCommand.Announce command) {
        announce.accept(command.apiPort());
        return Future.succeededFuture(new OutboxReply.Done());
    }
}
