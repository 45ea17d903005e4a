package ghosthunter.hub.dialect.agrotour;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a client fills. Pure.
 *
 * @param ids UUIDs
 * @param byItself what stands where nothing was sent
 */
record Table(
        List<String> ids,
        List<String> wholes,
        List<String> decimals,
        List<String> others,
        Map<String, Object> byItself) {
    static final Table EVENT = of(
            List.of("product_id"),
            List.of("delta"),
            List.of("amount", "location_lat", "location_lng"),
            List.of("operation", "reason", "payment_status", "operation_hash"),
            Map.of());

    static final Table PRODUCT = of(
            List.of("id"),
            List.of("current_stock"),
            List.of("price"),
            List.of("name", "description", "sku", "category", "is_deleted"),
            Map.of("is_deleted", false));

    static final Table PAYMENT = of(
            List.of("id", "sale_id"),
            List.of(),
            List.of("amount"),
            List.of(
                    "payment_method",
                    "pos_transaction_id",
                    "pos_device_id",
                    "reconciled",
                    "reconciled_at",
                    "reconciliation_status",
                    "receipt_photo",
                    "notes",
                    "is_deleted"),
            Map.of("reconciled", false, "reconciliation_status", "PENDING", "is_deleted", false));

    /** With the columns that all have. */
    private static Table of(
            List<String> ids,
            List<String> wholes,
            List<String> decimals,
            List<String> others,
            Map<String, Object> byItself) {
        return new Table(
                both(ids, List.of("tenant_id", "device_id", "created_by", "updated_by")),
                both(wholes, List.of("lamport_ts", "version")),
                decimals,
                both(others, List.of("device_type")),
                byItself);
    }

    private static List<String> both(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /**
     * A row, each value in one spelling.
     *
     * @param sent as the document of the API has it
     */
    JsonObject row(JsonObject sent) {
        JsonObject row = new JsonObject().put("lamport_ts", 0L).put("version", 1L);
        byItself.forEach(row::put);
        ids.forEach(name -> row.put(name, Uuids.canonical(sent.getString(name))));
        decimals.forEach(name -> row.put(name, decimal(sent.getValue(name))));
        others.forEach(name -> putIfThere(row, name, sent.getValue(name)));
        wholes.forEach(name -> putIfThere(row, name, whole(sent.getValue(name))));
        return row;
    }

    /** Nothing does not take the place of what stands there by itself. */
    private static void putIfThere(JsonObject row, String name, @Nullable Object value) {
        if (value != null || !row.containsKey(name)) {
            row.put(name, value);
        }
    }

    /** A whole number of a request that keeps to the document. */
    static @Nullable Long whole(@Nullable Object value) {
        return value instanceof String text
                ? Long.valueOf(new BigDecimal(text).longValue())
                : value instanceof Number number ? Long.valueOf(number.longValue()) : null;
    }

    private static @Nullable Number decimal(@Nullable Object value) {
        return value instanceof String text ? Double.valueOf(text) : (Number) value;
    }
}
