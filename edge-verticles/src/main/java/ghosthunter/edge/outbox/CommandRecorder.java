package ghosthunter.edge.outbox;

import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.exchange.DownLine;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.locker.CentreSettings;
import ghosthunter.codecs.locker.CommandState;
import ghosthunter.codecs.locker.LockerCommand;
import ghosthunter.codecs.locker.Work;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.time.ClockSample;
import ghosthunter.codecs.time.Moment;
import ghosthunter.edge.outbox.CommandTable.Heard;
import ghosthunter.edge.outbox.OutboxCommand.TakeCommand;
import ghosthunter.edge.outbox.OutboxReply.Taken;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides about commands and writes down how far they are, each step with its change in the transaction of the caller. One that
 * stands as started was never begun before, and is never begun again.
 */
final class CommandRecorder {
    private final Tables tables;
    private final EntityAppender appender;
    private final Preconditions preconditions;

    CommandRecorder(Tables tables) {
        this.tables = tables;
        this.appender = new EntityAppender(tables);
        this.preconditions = new Preconditions(tables);
    }

    /** Takes note of the commands in a page that no device has answered. */
    Future<Void> hear(List<DownLine> lines, ClockSample heard) {
        List<Heard> commands = new ArrayList<>();
        for (DownLine line : lines) {
            if (line.type().equals(EntityTypes.COMMAND) && line.dataJson() != null) {
                JsonFields data = fields(line.dataJson());
                if (!data.has(CommandState.MEMBER)) {
                    commands.add(new Heard(line.key(), heard.boot(), untilUpMs(data, heard)));
                }
            }
        }
        return tables.commands().hear(commands);
    }

    /** The hub read its clock after the device had begun to ask: by the earlier reading no command lives too long. */
    private static long untilUpMs(JsonFields data, ClockSample heard) {
        try {
            return LockerCommand.read(data).untilUpMs(heard.t2Ms(), heard.t0Ms());
        } catch (ProblemException e) {
            return 0; // It is refused when it is its turn, with the reason.
        }
    }

    /** The next one: it ends here, or its door is to be opened. */
    Future<OutboxReply> take(TakeCommand ask) {
        return tables.commands()
                .next()
                .compose(next -> next.isEmpty() ? Future.succeededFuture(Taken.NOTHING) : take(next.get(), ask));
    }

    private Future<OutboxReply> take(Heard heard, TakeCommand ask) {
        return tables.mirror().find(EntityTypes.COMMAND, heard.key()).compose(found -> {
            Optional<EntityRow> shown = found.filter(EntityRow::isVisible);
            if (shown.isEmpty() || fields(shown.get().dataJson()).has(CommandState.MEMBER)) {
                return tables.commands().end(heard.key()).map(ended -> Taken.ENDED);
            }
            return take(heard, shown.get(), ask);
        });
    }

    private Future<OutboxReply> take(Heard heard, EntityRow shown, TakeCommand ask) {
        JsonFields data = fields(shown.dataJson());
        if (data.has(LockerCommand.CANCELLED)) {
            return end(shown, CommandState.CANCELLED, null, ask.now());
        }
        LockerCommand command;
        try {
            command = LockerCommand.read(data);
        } catch (ProblemException e) {
            return end(shown, CommandState.REFUSED, e.problem().detail(), ask.now());
        }
        if (!heard.boot().equals(ask.now().boot())) {
            return end(shown, CommandState.EXPIRED, "the locker has started anew since it came", ask.now());
        }
        if (ask.now().upMs() >= heard.untilUpMs()) {
            return end(shown, CommandState.EXPIRED, "its time was over before it could begin", ask.now());
        }
        return preconditions
                .unmet(command, ask.hasDoors())
                .compose(unmet -> unmet.isPresent()
                        ? end(shown, CommandState.REFUSED, unmet.get(), ask.now())
                        : begin(shown, command.work(), ask.now()));
    }

    private Future<OutboxReply> begin(EntityRow shown, Work work, Moment now) {
        return work.fold(open -> start(shown, open.compartment(), now), set -> set(shown, set.settings(), now));
    }

    private Future<OutboxReply> start(EntityRow shown, String compartment, Moment now) {
        return appender.report(shown, report(CommandState.STARTED, null), now)
                .compose(reported -> tables.commands().start(shown.key()))
                .map(started -> Taken.open(new Opening(EntityTypes.COMMAND, shown.key(), compartment, null)));
    }

    /** Settings are done when they are on the disk: there is nothing between that and their report that could be lost. */
    private Future<OutboxReply> set(EntityRow shown, CentreSettings settings, Moment now) {
        return tables.commands()
                .saveSettings(settings)
                .compose(saved -> end(shown, CommandState.DONE, null, now))
                .map(ended -> Taken.set(settings));
    }

    private Future<OutboxReply> end(EntityRow shown, CommandState state, @Nullable String reason, Moment now) {
        return end(shown, report(state, reason), now).map(ended -> Taken.ENDED);
    }

    /** It has ended, and how. */
    Future<Void> end(EntityRow shown, JsonObject report, Moment now) {
        return appender.report(shown, report, now)
                .compose(reported -> tables.commands().end(shown.key()));
    }

    static JsonObject report(CommandState state, @Nullable String reason) {
        JsonObject json = new JsonObject().put(CommandState.MEMBER, state.wire());
        return reason == null || reason.isEmpty() ? json : json.put("reason", reason);
    }

    private static JsonFields fields(@Nullable String dataJson) {
        return JsonFields.parse("command", String.valueOf(dataJson).getBytes(StandardCharsets.UTF_8));
    }
}
