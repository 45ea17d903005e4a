package ghosthunter.edge.outbox;

import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.locker.CommandState;
import ghosthunter.codecs.locker.DoorResult;
import ghosthunter.codecs.time.Moment;
import ghosthunter.edge.outbox.OutboxCommand.EndOpening;
import ghosthunter.edge.outbox.OutboxCommand.Resume;
import ghosthunter.edge.outbox.OutboxReply.Ended;
import ghosthunter.edge.outbox.OutboxReply.PackageRow;
import ghosthunter.edge.outbox.OutboxReply.Resumed;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes down how openings ended, with their changes in the transaction of the caller. */
final class OpeningRecorder {
    private static final String CRASHED = "the locker stopped while the door was told to open";

    private final Tables tables;
    private final Recorder packages;
    private final CommandRecorder commands;
    private final EntityAppender appender;

    OpeningRecorder(Tables tables, Recorder packages, CommandRecorder commands) {
        this.tables = tables;
        this.packages = packages;
        this.commands = commands;
        this.appender = new EntityAppender(tables);
    }

    /** Nobody knows what became of openings that began and have no end. */
    Future<OutboxReply> resume(Resume ask) {
        JsonObject report = CommandRecorder.report(CommandState.UNKNOWN, CRASHED);
        return tables.commands()
                .started()
                .compose(keys -> each(keys, key -> end(EntityTypes.COMMAND, key, report, ask.now()))
                        .compose(done -> tables.pickups().started())
                        .compose(ids -> each(ids, id -> end(EntityTypes.PICKUP, id, report, ask.now()))
                                .compose(done -> tables.commands().settings())
                                .map(settings -> new Resumed(settings, keys.size() + ids.size()))));
    }

    /** How the door is; a parcel whose door a code opened is picked up. */
    Future<OutboxReply> end(EndOpening ask) {
        Opening opening = ask.opening();
        DoorResult result = ask.result();
        CommandState state = result.door().state();
        JsonObject report = CommandRecorder.report(state, result.detail())
                .put("door", result.door().wire());
        boolean pickedUp = opening.type().equals(EntityTypes.PICKUP) && result.isOpen();
        return end(opening.type(), opening.key(), report, ask.now())
                .compose(ended -> pickedUp
                        ? packages.takeOut(opening.key(), ask.now())
                        : Future.succeededFuture(Optional.<PackageRow>empty()))
                .map(row -> answer(opening, result, row.orElse(null)))
                .compose(answer -> remember(opening.request(), answer));
    }

    private Future<OutboxReply> remember(Opening.@Nullable Request request, JsonObject answer) {
        Ended ended = new Ended(answer.encode());
        return request == null
                ? Future.succeededFuture(ended)
                : tables.packages()
                        .rememberAnswer(
                                request.idempotencyKey(),
                                request.said(),
                                ended.answerJson(),
                                tables.maker().now())
                        .map(kept -> ended);
    }

    private Future<Void> end(String type, String key, JsonObject report, Moment now) {
        boolean isCommand = type.equals(EntityTypes.COMMAND);
        return tables.mirror().find(type, key).compose(found -> {
            Optional<EntityRow> shown = found.filter(row -> row.dataJson() != null);
            if (isCommand) {
                return shown.isPresent()
                        ? commands.end(shown.get(), report, now)
                        : tables.commands().end(key);
            }
            Future<Void> reported =
                    shown.isPresent() ? appender.report(shown.get(), report, now) : Future.succeededFuture();
            return reported.compose(done -> tables.pickups().end(key));
        });
    }

    private static JsonObject answer(Opening opening, DoorResult result, @Nullable PackageRow row) {
        JsonObject json = new JsonObject()
                .put(opening.type().equals(EntityTypes.PICKUP) ? "tracking_id" : "id", opening.key())
                .put("compartment", opening.compartment())
                .put("state", result.door().state().wire())
                .put("door", result.door().wire());
        if (!result.detail().isEmpty()) {
            json.put("reason", result.detail());
        }
        return row == null || row.pickedUpAt() == null
                ? json
                : json.put("picked_up_at", Columns.text(row.pickedUpAt()));
    }

    private static <T> Future<Void> each(List<T> all, Function<T, Future<Void>> step) {
        Future<Void> done = Future.succeededFuture();
        for (T one : all) {
            done = done.compose(before -> step.apply(one));
        }
        return done;
    }
}
