package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.hub.dialect.ChangeIds;
import ghosthunter.hub.entity.ClientWriter;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.ledger.Expected;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a shipped client wrote of one thing. The later write counts, a tie goes by the class of the device; what one device writes
 * comes in the order in which it sends it. Immutable.
 */
final class RecordItem implements Item {
    private final DeviceId device;
    private final JsonObject operation;

    /** @param operation checked: {@code operation_id}, {@code operation_type}, {@code entity_type}, {@code entity_id}, … */
    RecordItem(DeviceId device, JsonObject operation) {
        this.device = device;
        this.operation = operation;
    }

    /** The key of the record that an operation writes. */
    static String key(JsonObject operation) {
        return operation.getString("entity_type") + ":" + operation.getString("entity_id");
    }

    /** The change by which an operation meets others. */
    static UUID change(String operationId) {
        return ChangeIds.of("agrotour", "record", operationId);
    }

    @Override
    public DeviceId device() {
        return device;
    }

    @Override
    public String logKey() {
        return operation.getString("operation_id");
    }

    @Override
    public String subject() {
        return key(operation);
    }

    @Override
    public List<UUID> judged() {
        return List.of(change(logKey()));
    }

    @Override
    public List<EntityDesk.Key> reads() {
        return List.of(new EntityDesk.Key(AgrotourTypes.RECORD, key(operation)));
    }

    @Override
    public Plan plan(View view) {
        Optional<Stored.Entity> there = view.entity(AgrotourTypes.RECORD, key(operation));
        long version = view.version(AgrotourTypes.RECORD, key(operation));
        boolean wins = there.map(entity -> isLater(operation, entity.data())).orElse(true);
        JsonObject record = there.map(entity -> over(entity.data())).orElse(operation);
        ClientWriter.Write write = new ClientWriter.Write(
                change(logKey()),
                AgrotourTypes.RECORD,
                key(operation),
                there.isPresent() ? "UPDATE" : "CREATE",
                wins ? record : operation,
                wins ? version : 0,
                view.now());
        if (!wins) {
            return new Judge(write, version);
        }
        ClientWriter.Write entry = new ClientWriter.Write(
                ChangeIds.of("agrotour", "record-log", logKey()),
                AgrotourTypes.RECORD_LOG,
                logKey(),
                "CREATE",
                operation,
                0,
                view.now());
        return new Apply(
                List.of(write, entry),
                List.of(
                        new Expected(AgrotourTypes.RECORD, key(operation), version, null),
                        new Expected(AgrotourTypes.RECORD_LOG, logKey(), 0, null)));
    }

    /** An update says what changes, a creation and a deletion all that is. */
    private JsonObject over(JsonObject before) {
        return operation.getString("operation_type").equals("UPDATE")
                ? operation
                        .copy()
                        .put("data", before.getJsonObject("data").copy().mergeIn(operation.getJsonObject("data")))
                : operation;
    }

    /** Whether an operation counts more than the one that wrote last. */
    static boolean isLater(JsonObject operation, JsonObject last) {
        String device = operation.getString("device_id");
        String lastDevice = last.getString("device_id");
        int order =
                Instant.parse(operation.getString("timestamp")).compareTo(Instant.parse(last.getString("timestamp")));
        return device.equals(lastDevice) || order > 0 || (order == 0 && weight(device) > weight(lastDevice));
    }

    private static int weight(String device) {
        return device.startsWith("web") ? 3 : device.startsWith("mobile") ? 2 : 1;
    }
}
