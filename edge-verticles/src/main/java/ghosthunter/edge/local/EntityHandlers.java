package ghosthunter.edge.local;

import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.time.Moment;
import ghosthunter.edge.outbox.EntityEdit;
import ghosthunter.edge.outbox.EntityRow;
import ghosthunter.edge.outbox.OutboxClient;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.outbox.OutboxReply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/**
 * The requests about entities: what the hub and its devices share. A write is answered after SQLite has it, and counts at this
 * device at once.
 */
final class EntityHandlers {
    private final OutboxClient outbox;
    private final SyncClient sync;
    private final Supplier<Moment> now;

    EntityHandlers(OutboxClient outbox, SyncClient sync, Supplier<Moment> now) {
        this.outbox = outbox;
        this.sync = sync;
        this.now = now;
    }

    void list(RoutingContext request) {
        String after = request.request().getParam("after");
        var command = new OutboxCommand.ListEntities(
                request.pathParam("type"), after == null ? "" : after, ReadHandlers.limit(request));
        Answers.send(
                request, 200, outbox.ask(command, OutboxReply.Entities.class).map(EntityHandlers::json));
    }

    void get(RoutingContext request) {
        var command = new OutboxCommand.ShowEntity(request.pathParam("type"), request.pathParam("key"));
        Answers.send(request, 200, outbox.ask(command, OutboxReply.Entity.class).map(entity -> json(entity.row())));
    }

    void put(RoutingContext request) {
        write(request, new EntityEdit.Put(document(request)));
    }

    void patch(RoutingContext request) {
        write(request, new EntityEdit.Patch(document(request)));
    }

    void delete(RoutingContext request) {
        write(request, new EntityEdit.Delete());
    }

    void add(RoutingContext request) {
        write(request, new EntityEdit.Add(RecordHandlers.body(request).whole("delta")));
    }

    void set(RoutingContext request) {
        write(request, new EntityEdit.Count(RecordHandlers.body(request).whole("count")));
    }

    private void write(RoutingContext request, EntityEdit edit) {
        var command = new OutboxCommand.WriteEntity(
                request.pathParam("type"), request.pathParam("key"), edit, RecordHandlers.key(request), now.get());
        Answers.send(
                request,
                200,
                outbox.ask(command, OutboxReply.EntityWritten.class)
                        .onSuccess(this::tell)
                        .map(written -> new JsonObject(written.answerJson())));
    }

    private void tell(OutboxReply.EntityWritten written) {
        if (!written.repeated()) {
            sync.recorded(written.lane());
        }
    }

    private static String document(RoutingContext request) {
        return JsonFields.compact("body", RecordHandlers.bytes(request));
    }

    private static JsonObject json(OutboxReply.Entities entities) {
        JsonArray rows = new JsonArray();
        entities.rows().forEach(row -> rows.add(json(row)));
        JsonObject json = new JsonObject().put("entities", rows);
        return entities.after() == null ? json : json.put("after", entities.after());
    }

    private static JsonObject json(EntityRow row) {
        return new JsonObject()
                .put("type", row.type())
                .put("key", row.key())
                .put("version", row.version())
                .put("pending", row.pending())
                .put("data", new JsonObject(row.dataJson()));
    }
}
