package ghosthunter.edge.outbox;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.edge.outbox.OutboxCommand.ListEntities;
import ghosthunter.edge.outbox.OutboxCommand.ShowEntity;
import ghosthunter.edge.outbox.OutboxCommand.WriteEntity;
import ghosthunter.edge.outbox.OutboxReply.Entities;
import ghosthunter.edge.outbox.OutboxReply.Entity;
import ghosthunter.edge.outbox.OutboxReply.EntityWritten;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes to entities and shows them: the row of the mirror and its change, in the transaction of the caller. */
final class EntityRecorder {
    /** The most data of one page, bytes. */
    private static final long PAGE_BYTES_MAX = 1 << 20;

    private static final Set<String> SHOWN_OF_CORE = Set.of(EntityTypes.COMMAND, EntityTypes.NOTICE);

    private final Tables tables;
    private final EntityAppender appender;

    EntityRecorder(Tables tables) {
        this.tables = tables;
        this.appender = new EntityAppender(tables);
    }

    Future<OutboxReply> show(ShowEntity command) {
        requireShown(command.type());
        return tables.mirror()
                .find(command.type(), command.key())
                .map(found -> new Entity(found.filter(EntityRow::isVisible)
                        .orElseThrow(() -> Problem.of(
                                        ProblemType.NOT_FOUND, "there is no such " + command.type() + " at this device")
                                .exception())));
    }

    Future<OutboxReply> list(ListEntities command) {
        requireShown(command.type());
        return tables.mirror()
                .visible(command.type(), command.afterKey(), command.countMax(), PAGE_BYTES_MAX)
                .map(page -> requireKnown(command, page));
    }

    /** The hub may know types that the catalog of this device does not: what is there is shown. */
    private Entities requireKnown(ListEntities command, Entities page) {
        boolean isKnown = !page.rows().isEmpty()
                || !command.afterKey().isEmpty()
                || SHOWN_OF_CORE.contains(command.type())
                || tables.entities().type(command.type()).isPresent();
        if (!isKnown) {
            throw Problem.of(
                            ProblemType.NOT_FOUND,
                            "there is no entity type " + command.type() + "; there are "
                                    + tables.entities().names(SHOWN_OF_CORE))
                    .exception();
        }
        return page;
    }

    /** Who reads the secret of a code can make it. */
    private static void requireShown(String type) {
        if (type.equals(EntityTypes.PICKUP)) {
            throw Problem.of(ProblemType.NOT_FOUND, "what a pick-up code is made of is not shown")
                    .exception();
        }
    }

    Future<OutboxReply> write(WriteEntity command) {
        Lane lane = tables.entities().lane(command.type());
        Hash request = request(command);
        return tables.packages().answered(command.idempotencyKey()).compose(answered -> {
            if (answered.isEmpty()) {
                return first(command, lane, request);
            }
            return answered.get().request().equals(request)
                    ? Future.succeededFuture(new EntityWritten(answered.get().answerJson(), lane, true))
                    : Future.failedFuture(Problem.of(
                                    ProblemType.CONFLICT,
                                    "the Idempotency-Key " + command.idempotencyKey() + " was used for another request")
                            .exception());
        });
    }

    private EntityType declared(String type) {
        return tables.entities()
                .type(type)
                .orElseThrow(() -> Problem.of(
                                ProblemType.INVALID_REQUEST,
                                "this device may not write a '" + type
                                        + "': its catalog (entities_file) declares no such type")
                        .exception());
    }

    private EntityChange change(WriteEntity command, @Nullable EntityRow current) {
        boolean wasRead = command.type().equals(EntityTypes.NOTICE) && command.edit() instanceof EntityEdit.Delete;
        return wasRead
                ? EntityChange.ofRead(current)
                : EntityChange.of(command.edit(), declared(command.type()), current);
    }

    private Future<OutboxReply> first(WriteEntity command, Lane lane, Hash request) {
        return tables.mirror()
                .find(command.type(), command.key())
                .map(current -> change(command, current.orElse(null)))
                .compose(edit -> appender.append(command.type(), command.key(), edit, command.written())
                        .map(change -> answer(change, edit)))
                .compose(answer -> tables.packages()
                        .rememberAnswer(
                                command.idempotencyKey(),
                                request,
                                answer,
                                tables.maker().now())
                        .map(kept -> new EntityWritten(answer, lane, false)));
    }

    /** Only what never changes, so that a repeat gets the same. */
    private static String answer(Change change, EntityChange edit) {
        return new JsonObject()
                .put("type", change.type())
                .put("key", change.key())
                .put("op", change.op())
                .put("base", edit.base())
                .put("change", change.id().toString())
                .put("at", Columns.text(change.at()))
                .encode();
    }

    private static Hash request(WriteEntity command) {
        String text = "entity\n" + command.type() + "\n" + command.key() + "\n"
                + command.edit().request();
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
