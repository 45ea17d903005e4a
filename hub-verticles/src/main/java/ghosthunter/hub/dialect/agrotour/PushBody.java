package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.dialect.ChangeIds;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The body of {@code POST /sync/push}, read.
 *
 * @param devices who speaks in it, with the kind of device that each says it is
 * @param events stock events, products and payments as they stand there
 */
record PushBody(Map<String, String> devices, List<Item> events, List<Item> products, List<Item> payments) {
    private static final List<String> LISTS = List.of("operations", "products", "payments");

    /** What the reading of one body has in common. */
    private record Reading(TenantId tenant, Instant now, boolean negative, String sender, Object clientLamport) {}

    /**
     * Reads it.
     *
     * @param body as the document of the API has it
     * @param negative whether events may take more than there is
     */
    static PushBody read(JsonObject body, TenantId tenant, Instant now, boolean negative) {
        Reading reading = new Reading(
                tenant, now, negative, Uuids.canonical(body.getString("device_id")), body.getValue("client_lamport"));
        Map<String, String> devices = new HashMap<>();
        LISTS.stream()
                .flatMap(name -> list(body, name))
                .forEach(item ->
                        devices.put(Uuids.canonical(item.getString("device_id")), item.getString("device_type")));
        Map<String, Integer> seen = new HashMap<>();
        return new PushBody(
                devices,
                list(body, "operations")
                        .map(item -> eventItem(item, reading, seen))
                        .toList(),
                list(body, "products")
                        .map(item -> stateItem(item, AgrotourTypes.PRODUCT, Table.PRODUCT, reading))
                        .toList(),
                list(body, "payments")
                        .map(item -> stateItem(item, AgrotourTypes.PAYMENT, Table.PAYMENT, reading))
                        .toList());
    }

    /** A missing one has none. */
    private static Stream<JsonObject> list(JsonObject body, String name) {
        JsonArray list = body.getJsonArray(name);
        return list == null ? Stream.empty() : list.stream().map(JsonObject.class::cast);
    }

    /**
     * A client that names an operation by a hash may send it again in any form; without one, the same body is the same operation,
     * and two equal ones in it are two.
     */
    private static Item eventItem(JsonObject sent, Reading reading, Map<String, Integer> seen) {
        JsonObject event = Table.EVENT.row(sent);
        String hash = event.getString("operation_hash");
        String canonical = Columns.canonical(sent);
        String[] name = hash != null
                ? new String[] {"agrotour", "hash", reading.tenant().value(), hash}
                : new String[] {
                    "agrotour",
                    "body",
                    reading.tenant().value(),
                    reading.sender(),
                    reading.clientLamport().toString(),
                    canonical,
                    String.valueOf(seen.merge(canonical, 1, Integer::sum))
                };
        String id = ChangeIds.of(name).toString();
        if (!isOf(event, reading)) {
            return foreign(event, id);
        }
        String now = Columns.naive(reading.now());
        event.put("id", id)
                .put("operation_hash", hash != null ? hash : Columns.hex(ChangeIds.digest(name)))
                .put("version", event.getLong("version") + 1)
                .put("created_at", now)
                .put("updated_at", now)
                .put("synced_at", now)
                .put("is_deleted", false)
                .putNull("deleted_at");
        event.put("content_hash", Columns.contentHash(event)).remove("lamport_ts");
        return new StockEventItem(Devices.of(event.getString("device_id")), event, reading.negative());
    }

    private static Item stateItem(JsonObject sent, String type, Table table, Reading reading) {
        JsonObject state = table.row(sent);
        if (!isOf(state, reading)) {
            return foreign(state, ChangeIds.of(type, state.getString("id")).toString());
        }
        return new StateItem(Devices.of(state.getString("device_id")), type, state, sent.fieldNames());
    }

    private static boolean isOf(JsonObject item, Reading reading) {
        return item.getString("tenant_id").equals(reading.tenant().value());
    }

    private static Item foreign(JsonObject item, String key) {
        return new RefusedItem(
                Devices.of(item.getString("device_id")),
                key,
                "tenant_id is not the tenant of X-Tenant-ID",
                "Send it with the header of its tenant");
    }
}
