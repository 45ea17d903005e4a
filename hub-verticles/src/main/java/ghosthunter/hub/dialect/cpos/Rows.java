package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.entity.AudienceRule;
import ghosthunter.hub.dialect.cpos.CposTypes.Scope;
import ghosthunter.hub.entity.ClientPull.Sight;
import ghosthunter.hub.entity.Stored;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Entities as rows of the contract, and which of them a terminal sees. Pure. */
final class Rows {
    private Rows() {}

    /** The row: its fields with id and version. One that is gone says so. */
    static JsonObject row(Stored.Entity entity) {
        JsonObject row = entity.data()
                .copy()
                .put("id", entity.key())
                .put("syncVersion", entity.version())
                .put("lastSyncedAt", Iso.of(entity.updatedAt()));
        return entity.deleted()
                ? row.put("isActive", false).put("isDeleted", true).put("deletedAt", Iso.of(entity.updatedAt()))
                : row;
    }

    /** What a pull sends: the fields of the row, as the first server did, and {@code id}, {@code data}, {@code syncVersion}. */
    static JsonObject pulled(Stored.Entity entity) {
        JsonObject row = row(entity);
        return row.copy().put("data", row);
    }

    /**
     * What a terminal sees of a type: never another store's.
     *
     * @param wire a name on the wire
     * @param type its type in the core
     */
    static Sight sight(Terminal terminal, String wire, String type) {
        return new Sight(terminal.tenant(), type, AudienceRule.ofGroup(terminal.storeId()), within(terminal, wire));
    }

    private static List<JsonObject> within(Terminal terminal, String wire) {
        Scope scope = Scope.of(wire);
        if (scope == Scope.STORE) {
            return List.of();
        }
        List<JsonObject> any = new ArrayList<>();
        any.add(new JsonObject().put(Scope.BRANCH_FIELD, terminal.branchId()));
        String location = terminal.data().getString("locationId");
        if (location != null) {
            any.add(new JsonObject().put(Scope.LOCATION_FIELD, location));
        }
        if (scope == Scope.OWN_OR_BRANCH) {
            any.add(new JsonObject().put(Scope.TERMINAL_FIELD, terminal.id()));
        }
        return any;
    }
}
