package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.Epoch;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes the rows of entities, each key once, in the same round trip as the rest of the group. */
final class EntityWriter {
    private final Pipeline pipeline;

    EntityWriter(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    void send(EntityWrites writes) {
        send(EntitySql.ADD, entities(writes.added()));
        send(EntitySql.CHANGE, entities(writes.changed()));
        send(EntitySql.ADD_VERSIONS, versions(writes.versions()));
        send(EntitySql.WRITE_NOTICES, notices(writes.notices()));
        send(EntitySql.ADD_CONFLICTS, conflicts(writes.conflicts()));
        send(EntitySql.RESOLVE_CONFLICTS, resolved(writes.resolved()));
        send(EntitySql.ADD_EVENTS, events(writes.events()));
        send(EntitySql.ADD_STOCK, stock(writes.stock()));
    }

    private void send(String sql, Columns<?> columns) {
        if (!columns.isEmpty()) {
            pipeline.send(sql, columns.tuple(), rows -> {});
        }
    }

    private static Columns<EntityRow.Entity> entities(List<EntityRow.Entity> rows) {
        return Columns.of(rows)
                .entity(EntityRow.Entity::key)
                .int8(EntityRow.Entity::version)
                .text(r -> text(r.state().data()))
                .bool(r -> r.state().deleted())
                .text(r -> EntityReader.json(r.state().clocks()).encode())
                .text(EntityRow.Entity::audience)
                .int8(r -> r.state().hlc())
                .text(r -> r.state().device())
                .uuid(r -> id(r.state().epoch()))
                .int8(r -> r.state().runFrom())
                .time(EntityRow.Entity::updatedAt);
    }

    private static Columns<EntityRow.Version> versions(List<EntityRow.Version> rows) {
        return Columns.of(rows)
                .entity(EntityRow.Version::key)
                .int8(r -> r.state().version())
                .text(r -> text(r.state().data()))
                .bool(r -> r.state().deleted())
                .text(r -> r.cause().chain().device().device().value())
                .uuid(r -> id(r.cause().chain().epoch()))
                .int2(r -> r.cause().chain().lane().weight())
                .int8(r -> r.cause().seq())
                .int8(r -> r.state().hlc())
                .time(EntityRow.Version::recordedAt);
    }

    private static Columns<EntityRow.Notice> notices(Collection<EntityRow.Notice> rows) {
        return Columns.of(rows)
                .text(r -> r.told().tenant().value())
                .text(EntityRow.Notice::key)
                .text(r -> text(r.data()))
                .text(EntityRow.Notice::audience)
                .int8(EntityRow.Notice::hlc)
                .text(EntityRow.Notice::device)
                .time(EntityRow.Notice::at);
    }

    private static Columns<EntityRow.Conflict> conflicts(List<EntityRow.Conflict> rows) {
        return Columns.of(rows)
                .text(r -> r.id().tenant().value())
                .uuid(r -> r.id().id())
                .text(r -> r.key().type())
                .text(r -> r.key().key())
                .uuid(EntityRow.Conflict::changeId)
                .text(r -> r.cause().chain().device().device().value())
                .uuid(r -> id(r.cause().chain().epoch()))
                .int2(r -> r.cause().chain().lane().weight())
                .int8(r -> r.cause().seq())
                .text(EntityRow.Conflict::op)
                .int8(EntityRow.Conflict::baseVersion)
                .text(r -> text(r.base()))
                .int8(EntityRow.Conflict::currentVersion)
                .text(r -> text(r.current()))
                .text(r -> text(r.incoming()))
                .text(r -> text(r.result()))
                .int2(r -> r.decided().tier())
                .text(r -> r.decided().rule())
                .float8(r -> r.decided().confidence())
                .text(r -> r.decided().outcome())
                .text(r -> r.decided().reason())
                .text(r -> r.decided().suggestion())
                .time(EntityRow.Conflict::raisedAt);
    }

    private static Columns<EntityRow.Resolved> resolved(List<EntityRow.Resolved> rows) {
        return Columns.of(rows)
                .text(r -> r.id().tenant().value())
                .uuid(r -> r.id().id())
                .text(EntityRow.Resolved::outcome)
                .text(r -> text(r.result()))
                .int8(EntityRow.Resolved::version)
                .time(EntityRow.Resolved::at)
                .text(EntityRow.Resolved::by);
    }

    private static Columns<EntityRow.Event> events(List<EntityRow.Event> rows) {
        return Columns.of(rows)
                .text(r -> r.conflict().tenant().value())
                .uuid(r -> r.conflict().id())
                .int8(r -> (long) r.number())
                .time(EntityRow.Event::at)
                .text(EntityRow.Event::actor)
                .text(EntityRow.Event::what)
                .text(r -> text(r.detail()));
    }

    private static Columns<EntityRow.Stock> stock(List<EntityRow.Stock> rows) {
        return Columns.of(rows)
                .entity(EntityRow.Stock::key)
                .text(r -> r.cause().chain().device().device().value())
                .uuid(r -> id(r.cause().chain().epoch()))
                .int2(r -> r.cause().chain().lane().weight())
                .int8(r -> r.cause().seq())
                .int8(EntityRow.Stock::version)
                .int8(EntityRow.Stock::delta)
                .int8(EntityRow.Stock::countedAfter)
                .time(EntityRow.Stock::recordedAt);
    }

    private static @Nullable UUID id(@Nullable Epoch epoch) {
        return epoch == null ? null : epoch.id();
    }

    private static @Nullable String text(@Nullable JsonObject json) {
        return json == null ? null : json.encode();
    }
}
