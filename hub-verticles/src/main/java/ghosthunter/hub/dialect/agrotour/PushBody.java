package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.dialect.ChangeIds;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /sync/push}, read.
 *
 * @param devices who speaks in it, with the kind of device that each says it is
 * @param events stock events, products and payments as they stand there
 */
record PushBody(Map<String, String> devices, List<Item> events, List<Item> products, List<Item> payments) {
    /** Items of each list. */
    static final int ITEMS_MAX = 500;

    private static final int WORD_CHARS_MAX = 64;
    private static final int TEXT_CHARS_MAX = 4_096;

    /** A picture of a receipt as text. */
    private static final int PHOTO_CHARS_MAX = 1 << 20;

    /** What the reading of one body has in common. */
    private record Reading(
            TenantId tenant,
            Instant now,
            boolean negative,
            @Nullable UUID sender,
            long clientLamport) {}

    /**
     * Reads it.
     *
     * @param negative whether events may take more than there is
     * @throws ShapeException {@code 422} with all that is wrong
     */
    static PushBody read(JsonObject body, TenantId tenant, Instant now, boolean negative) {
        Shape shape = Shape.of("body", body);
        long clientLamport = shape.whole("client_lamport", null);
        Reading reading = new Reading(tenant, now, negative, shape.uuid("device_id", true), clientLamport);
        List<Shape> events = shape.list("operations", false, ITEMS_MAX);
        List<Shape> products = shape.list("products", false, ITEMS_MAX);
        List<Shape> payments = shape.list("payments", false, ITEMS_MAX);
        events.forEach(PushBody::event);
        products.forEach(PushBody::product);
        payments.forEach(PushBody::payment);
        shape.requireValid();
        Map<String, String> devices = new HashMap<>();
        List.of(events, products, payments)
                .forEach(list -> list.forEach(item -> devices.put(
                        item.read().getString("device_id"), item.read().getString("device_type"))));
        Map<String, Integer> seen = new HashMap<>();
        List<Item> eventItems = new ArrayList<>();
        events.forEach(item -> eventItems.add(eventItem(item, reading, seen)));
        return new PushBody(
                devices,
                eventItems,
                products.stream()
                        .map(item -> stateItem(item, AgrotourTypes.PRODUCT, reading))
                        .toList(),
                payments.stream()
                        .map(item -> stateItem(item, AgrotourTypes.PAYMENT, reading))
                        .toList());
    }

    private static void event(Shape item) {
        List.of("tenant_id", "product_id", "device_id", "created_by", "updated_by")
                .forEach(name -> item.uuid(name, true));
        List.of("device_type", "operation", "reason").forEach(name -> item.text(name, true, WORD_CHARS_MAX));
        item.whole("delta", null);
        item.whole("lamport_ts", 0L);
        item.whole("version", 1L);
        item.text("payment_status", false, WORD_CHARS_MAX);
        List.of("amount", "location_lat", "location_lng").forEach(name -> item.decimal(name, false));
        item.text("operation_hash", false, WORD_CHARS_MAX);
    }

    private static void product(Shape item) {
        state(item);
        item.text("name", true, TEXT_CHARS_MAX);
        item.text("description", false, TEXT_CHARS_MAX);
        item.decimal("price", true);
        item.text("sku", true, TEXT_CHARS_MAX);
        item.text("category", false, TEXT_CHARS_MAX);
        item.whole("current_stock", null);
    }

    private static void payment(Shape item) {
        state(item);
        item.uuid("sale_id", true);
        item.decimal("amount", true);
        item.text("payment_method", true, WORD_CHARS_MAX);
        item.text("pos_transaction_id", false, TEXT_CHARS_MAX);
        item.text("pos_device_id", false, TEXT_CHARS_MAX);
        item.flag("reconciled");
        item.text("reconciled_at", false, WORD_CHARS_MAX);
        item.text("reconciliation_status", false, WORD_CHARS_MAX);
        if (item.read().getValue("reconciliation_status") == null) {
            item.read().put("reconciliation_status", "PENDING");
        }
        item.text("receipt_photo", false, PHOTO_CHARS_MAX);
        item.text("notes", false, TEXT_CHARS_MAX);
    }

    private static void state(Shape item) {
        List.of("id", "tenant_id", "device_id", "created_by", "updated_by").forEach(name -> item.uuid(name, true));
        item.text("device_type", true, WORD_CHARS_MAX);
        long lamport = item.whole("lamport_ts", 0L);
        if (lamport < 0) {
            item.wrong("lamport_ts", "greater_than_equal", "Input should be greater than or equal to 0", lamport);
        }
        item.whole("version", 1L);
        item.flag("is_deleted");
    }

    /**
     * A client that names an operation by a hash may send it again in any form; without one, the same body is the same operation,
     * and two equal ones in it are two.
     */
    private static Item eventItem(Shape item, Reading reading, Map<String, Integer> seen) {
        JsonObject event = item.read();
        String hash = event.getString("operation_hash");
        String canonical = Columns.canonical(item.raw());
        String[] name = hash != null
                ? new String[] {"agrotour", "hash", reading.tenant().value(), hash}
                : new String[] {
                    "agrotour",
                    "body",
                    reading.tenant().value(),
                    String.valueOf(reading.sender()),
                    Long.toString(reading.clientLamport()),
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

    private static Item stateItem(Shape item, String type, Reading reading) {
        JsonObject state = item.read();
        if (!isOf(state, reading)) {
            return foreign(state, ChangeIds.of(type, state.getString("id")).toString());
        }
        state.putNull("deleted_at");
        Set<String> supplied = new HashSet<>(item.raw().fieldNames());
        return new StateItem(Devices.of(state.getString("device_id")), type, state, supplied);
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
