package ghosthunter.hub.ledger;

import static ghosthunter.hub.ledger.Contents.canonical;
import static ghosthunter.hub.ledger.Contents.row;
import static ghosthunter.hub.ledger.Contents.rows;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of entities in memory, in the columns of {@link SqlContents}. */
final class MemoryEntityContents {
    private MemoryEntityContents() {}

    static void put(Map<String, List<String>> all, MemoryEntities tables) {
        all.put("entity", rows(tables.entities().stream().map(MemoryEntityContents::entity)));
        all.put("entity_version", rows(tables.versions().stream().map(MemoryEntityContents::version)));
        all.put("conflict", rows(tables.conflicts().stream().map(MemoryEntityContents::conflict)));
        all.put(
                "conflict_event",
                rows(tables.events().stream()
                        .map(e -> row(e.conflict().id(), e.number(), e.at(), e.actor(), e.what(), json(e.detail())))));
        all.put(
                "inventory_event",
                rows(tables.stock().stream()
                        .map(s -> row(
                                name(s.key()),
                                place(s.cause()),
                                "v" + s.version(),
                                s.delta(),
                                s.countedAfter(),
                                s.recordedAt()))));
    }

    private static String entity(EntityRow.Entity e) {
        return row(
                name(e.key()),
                "v" + e.version(),
                json(e.state().data()),
                e.state().deleted(),
                json(EntityReader.json(e.state().clocks())),
                e.audience(),
                e.state().hlc(),
                e.state().device(),
                e.state().epoch(),
                e.state().runFrom(),
                e.updatedAt());
    }

    private static String version(EntityRow.Version v) {
        return row(
                name(v.key()),
                "v" + v.state().version(),
                json(v.state().data()),
                v.state().deleted(),
                place(v.cause()),
                v.state().hlc(),
                v.recordedAt());
    }

    private static String conflict(MemoryEntities.StoredConflict stored) {
        EntityRow.Conflict c = stored.row();
        EntityRow.Resolved resolved = stored.resolved();
        return row(
                name(c.key()),
                c.id().id(),
                c.changeId(),
                place(c.cause()),
                c.op(),
                c.baseVersion(),
                json(c.base()),
                c.currentVersion(),
                json(c.current()),
                json(c.incoming()),
                json(resolved == null ? c.result() : resolved.result()),
                c.decided().tier(),
                c.decided().rule(),
                c.decided().confidence(),
                stored.outcome(),
                c.decided().reason(),
                c.decided().suggestion(),
                c.raisedAt(),
                resolved == null ? null : resolved.version(),
                resolved == null ? null : resolved.at(),
                resolved == null ? null : resolved.by());
    }

    private static String name(Key.OfEntity key) {
        return key.type() + " " + key.key();
    }

    private static String place(Key.Entry cause) {
        Key.Chain chain = cause.chain();
        return row(chain.device().device(), chain.epoch(), chain.lane().weight(), cause.seq());
    }

    private static @Nullable String json(@Nullable JsonObject json) {
        return json == null ? null : canonical(json.encode());
    }
}
