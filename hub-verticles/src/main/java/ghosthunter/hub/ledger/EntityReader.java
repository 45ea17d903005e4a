package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.merge.EntityState;
import ghosthunter.hub.merge.FieldClock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Locks and reads the entities of a group, behind its other locks and in the same round trip. */
final class EntityReader {
    private final Pipeline pipeline;
    private final EntityNeeds needs;
    private final Map<Key.OfEntity, EntityRow.Entity> entities = new HashMap<>();
    private final Map<Key.Version, EntityState> versions = new HashMap<>();
    private final Map<Key.OfEntity, Set<DeviceRef>> sellers = new HashMap<>();
    private final Map<Key.Conflict, EntityRow.Locked> conflicts = new HashMap<>();

    EntityReader(Pipeline pipeline, EntityNeeds needs) {
        this.pipeline = pipeline;
        this.needs = needs;
    }

    /** Sends the statements. */
    void send() {
        send(EntitySql.LOCK, Columns.of(needs.entities()).entity(e -> e), this::entity);
        send(
                EntitySql.LOCK_CONFLICTS,
                Columns.of(needs.conflicts()).text(c -> c.tenant().value()).uuid(Key.Conflict::id),
                this::conflict);
        send(
                EntitySql.READ_VERSIONS,
                Columns.of(needs.bases()).entity(Key.Version::entity).int8(Key.Version::version),
                this::version);
        send(EntitySql.READ_SELLERS, Columns.of(needs.mayOversell()).entity(e -> e), this::seller);
    }

    /** What they found, when all have their answers. */
    EntityView view() {
        return new EntityView(entities, versions, sellers, conflicts);
    }

    private <R> void send(String sql, Columns<R> columns, Consumer<io.vertx.sqlclient.Row> read) {
        if (!columns.isEmpty()) {
            pipeline.send(sql, columns.tuple(), rows -> rows.forEach(read));
        }
    }

    private void entity(io.vertx.sqlclient.Row row) {
        Key.OfEntity key = key(row);
        entities.put(
                key,
                new EntityRow.Entity(
                        key,
                        new EntityState(
                                row.getLong("version"),
                                row.getJsonObject("data"),
                                row.getBoolean("deleted"),
                                clocks(row.getJsonObject("clocks")),
                                row.getLong("hlc"),
                                row.getString("device"),
                                row.getUUID("epoch") == null ? null : new Epoch(row.getUUID("epoch")),
                                row.getLong("run_from")),
                        row.getString("audience"),
                        row.getOffsetDateTime("updated_at").toInstant()));
    }

    private void version(io.vertx.sqlclient.Row row) {
        long version = row.getLong("version");
        versions.put(
                new Key.Version(key(row), version),
                EntityState.past(version, row.getJsonObject("data"), row.getBoolean("deleted")));
    }

    private void seller(io.vertx.sqlclient.Row row) {
        Key.OfEntity key = key(row);
        sellers.computeIfAbsent(key, k -> new LinkedHashSet<>())
                .add(new DeviceRef(key.tenant(), new DeviceId(row.getString("device"))));
    }

    private void conflict(io.vertx.sqlclient.Row row) {
        Key.OfEntity key = key(row);
        Key.Conflict id = new Key.Conflict(key.tenant(), row.getUUID("id"));
        conflicts.put(id, new EntityRow.Locked(id, key, row.getString("outcome"), row.getInteger("events")));
    }

    private static Key.OfEntity key(io.vertx.sqlclient.Row row) {
        return new Key.OfEntity(new TenantId(row.getString("tenant")), row.getString("type"), row.getString("key"));
    }

    /** {@code {"field": [hlc, "device"]}}. */
    private static Map<String, FieldClock> clocks(JsonObject json) {
        Map<String, FieldClock> clocks = new LinkedHashMap<>();
        for (String field : json.fieldNames()) {
            JsonArray clock = json.getJsonArray(field);
            clocks.put(field, new FieldClock(clock.getLong(0), clock.getString(1)));
        }
        return clocks;
    }

    /** As {@link #clocks} reads them. */
    static JsonObject json(Map<String, FieldClock> clocks) {
        JsonObject json = new JsonObject();
        clocks.forEach((field, clock) ->
                json.put(field, new JsonArray().add(clock.hlc()).add(clock.device())));
        return json;
    }
}
