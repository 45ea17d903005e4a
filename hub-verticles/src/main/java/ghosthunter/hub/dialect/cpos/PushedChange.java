package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.entity.PoisonException;
import ghosthunter.hub.dialect.ChangeIds;
import ghosthunter.hub.dialect.cpos.CposTypes.Scope;
import ghosthunter.hub.entity.ClientWriter.Write;
import ghosthunter.hub.ledger.EntityData;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One change that a terminal pushes, read as leniently as it can be understood. Pure.
 *
 * @param entityType the name on the wire
 * @param write what it is for the core, or null where it cannot be taken
 * @param error why it cannot be taken, or null
 */
record PushedChange(
        String entityType,
        String entityId,
        @Nullable Write write,
        @Nullable String error) {
    /** Whoever names no version takes whatever is there as seen: the highest that a change line holds. */
    private static final long WHATEVER = (1L << 53) - 1;

    /** What a change line of the core holds, with room for all else in it. */
    static final int DATA_BYTES_MAX = 60 << 10;

    /** Book-keeping of terminals, which is no data. */
    private static final List<String> BOOK_KEEPING =
            List.of("id", "syncVersion", "lastSyncedAt", "isDirty", "pendingSync", "syncPriority");

    /**
     * Reads one.
     *
     * @param now for one that does not say when it was made
     * @param ids the id of one that nothing tells from a later one with the same words
     */
    static PushedChange of(Terminal terminal, JsonObject change, Instant now, Supplier<UUID> ids) {
        String wire = text(change, "entityType");
        String key = text(change, "entityId");
        Optional<String> type = CposTypes.ofWire(wire);
        if (type.isEmpty()) {
            return refused(wire, key, wire.isEmpty() ? "entityType is required" : "Unknown entityType: " + wire);
        }
        if (!Shops.isKey(key)) {
            return refused(wire, key, "entityId must be a text of 1 to 200 printable characters");
        }
        String op = op(text(change, "operation"));
        if (op.isEmpty()) {
            return refused(wire, key, "operation must be CREATE, UPDATE or DELETE");
        }
        Optional<Long> version = version(change.getValue("syncVersion"));
        if (version.isEmpty()) {
            return refused(wire, key, "syncVersion must be a whole number");
        }
        if (!op.equals("DELETE") && !(change.getValue("data") instanceof JsonObject)) {
            return refused(wire, key, "data must be an object");
        }
        JsonObject data = op.equals("DELETE") ? new JsonObject() : stamped(terminal, wire, change);
        String encoded = data.encode();
        String foreign = foreign(terminal, data, encoded);
        if (foreign != null) {
            return refused(wire, key, foreign);
        }
        // Nothing of the name was there, says a CREATE: whatever is there is news to it.
        long base = op.equals("CREATE") ? 0 : version.get();
        Instant at = Iso.parse(change.getValue("localTimestamp")).orElse(now);
        UUID id = id(terminal, type.get(), op, change, encoded, ids);
        return new PushedChange(wire, key, new Write(id, type.get(), key, op, data, base, at), null);
    }

    /** The same, refused. */
    PushedChange refused(String why) {
        return refused(entityType, entityId, why);
    }

    private static PushedChange refused(String wire, String key, String error) {
        return new PushedChange(wire, key, null, error);
    }

    private static String text(JsonObject change, String name) {
        return change.getValue(name) instanceof String text ? text : "";
    }

    /** An update names the fields that it changes, as it did for the original. */
    private static String op(String operation) {
        return switch (operation) {
            case "CREATE", "DELETE" -> operation;
            case "UPDATE" -> "PATCH";
            default -> "";
        };
    }

    private static Optional<Long> version(@Nullable Object sent) {
        if (sent == null) {
            return Optional.of(WHATEVER);
        }
        return sent instanceof Number number
                        && number.doubleValue() == number.longValue()
                        && number.longValue() >= 0
                        && number.longValue() <= WHATEVER
                ? Optional.of(number.longValue())
                : Optional.empty();
    }

    /** With where it belongs, where it does not say. */
    private static JsonObject stamped(Terminal terminal, String wire, JsonObject change) {
        JsonObject data = withoutBookKeeping(change.getJsonObject("data"));
        putAbsent(data, Scope.STORE_FIELD, terminal.storeId());
        if (change.getString("operation").equals("CREATE")) {
            putAbsent(data, Scope.BRANCH_FIELD, terminal.branchId());
            if (Scope.of(wire) == Scope.OWN_OR_BRANCH) {
                putAbsent(data, Scope.TERMINAL_FIELD, terminal.id());
            }
        }
        return data;
    }

    /** A row without what terminals only keep about it. */
    static JsonObject withoutBookKeeping(JsonObject row) {
        JsonObject data = row.copy();
        BOOK_KEEPING.forEach(data::remove);
        return data;
    }

    private static void putAbsent(JsonObject data, String name, String value) {
        if (data.getValue(name) == null) {
            data.put(name, value);
        }
    }

    /** Why the data cannot be taken from this terminal, or null. */
    private static @Nullable String foreign(Terminal terminal, JsonObject data, String encoded) {
        if (!data.isEmpty() && !terminal.storeId().equals(data.getValue(Scope.STORE_FIELD))) {
            return "storeId is not the store of this terminal";
        }
        int bytes = ByteBufUtil.utf8Bytes(encoded);
        if (bytes > DATA_BYTES_MAX) {
            return "data has " + bytes + " bytes, at most " + DATA_BYTES_MAX + " are taken";
        }
        try {
            JsonObject unused = EntityData.storable(data);
            return null;
        } catch (PoisonException e) {
            return e.getMessage();
        }
    }

    /**
     * The same for each repetition: by terminal, entity, operation, version and data, and the id or the time in the outbox where it is
     * sent. What names neither version nor outbox may be meant anew each time.
     */
    private static UUID id(
            Terminal terminal, String type, String op, JsonObject change, String data, Supplier<UUID> ids) {
        Object outbox = change.getValue("outboxId", change.getValue("changeId", change.getValue("localTimestamp")));
        Object version = change.getValue("syncVersion");
        return outbox == null && version == null
                ? ids.get()
                : ChangeIds.of(
                        CposDialect.NAME,
                        terminal.id(),
                        type,
                        text(change, "entityId"),
                        op,
                        String.valueOf(version),
                        String.valueOf(outbox),
                        data);
    }
}
