package ghosthunter.hub.dialect.cpos;

import ghosthunter.hub.entity.Stored;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A person with a role; the password is an operator's. */
record User(String username, JsonObject data) {
    static final String SUPER_ADMIN = "SUPER_ADMIN";
    static final String STORE_MANAGER = "STORE_MANAGER";

    /** May ask what there is. */
    static final String SYNC_READ = "sync:read";

    /** May sync for a terminal, and call it. */
    static final String SYNC_TRIGGER = "sync:trigger";

    /** May register and list terminals and branches. */
    static final String TERMINALS = "terminal:manage";

    /** May make people. */
    static final String USERS = "user:manage";

    /** May register stores. */
    static final String STORES = "store:manage";

    private static final List<String> MANAGER = List.of(SYNC_READ, SYNC_TRIGGER, TERMINALS, USERS);
    private static final Map<String, List<String>> PERMISSIONS = Map.of(
            SUPER_ADMIN,
            List.of(SYNC_READ, SYNC_TRIGGER, TERMINALS, USERS, STORES),
            STORE_MANAGER,
            MANAGER,
            "ASSISTANT_MANAGER",
            List.of(SYNC_READ, SYNC_TRIGGER),
            "INVENTORY_MANAGER",
            List.of(SYNC_READ, SYNC_TRIGGER),
            "CASHIER",
            List.of(SYNC_READ),
            "CUSTOMER_SERVICE",
            List.of(SYNC_READ));

    static User of(Stored.Entity entity) {
        return new User(entity.key(), entity.data());
    }

    static boolean isRole(String role) {
        return PERMISSIONS.containsKey(role);
    }

    String id() {
        return data.getString("id", "");
    }

    String role() {
        return data.getString("role", "");
    }

    /** The one store that it sees; null: all. */
    @Nullable
    String storeId() {
        return data.getString("storeId");
    }

    boolean isSuperAdmin() {
        return role().equals(SUPER_ADMIN);
    }

    boolean may(String permission) {
        return PERMISSIONS.getOrDefault(role(), List.of()).contains(permission);
    }

    /** Whether what is in this store is its business. */
    boolean sees(String store) {
        return isSuperAdmin() || store.equals(storeId());
    }

    JsonArray permissions() {
        return new JsonArray(PERMISSIONS.getOrDefault(role(), List.of()));
    }

    /** As others see it. */
    JsonObject shown() {
        return new JsonObject()
                .put("id", id())
                .put("username", username)
                .put("email", data.getString("email"))
                .put("firstName", data.getString("firstName"))
                .put("lastName", data.getString("lastName"))
                .put("phone", data.getString("phone"))
                .put("role", role())
                .put("storeId", storeId())
                .put("isActive", true);
    }
}
