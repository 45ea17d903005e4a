package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.entity.Stored;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A registered terminal.
 *
 * @param id a UUID that the hub made
 * @param version of its entity
 */
record Terminal(TenantId tenant, String id, long version, JsonObject data) {
    static Terminal of(TenantId tenant, Stored.Entity entity) {
        return new Terminal(tenant, entity.key(), entity.version(), entity.data());
    }

    /** As which it writes: no name that a locker could have been enrolled by. */
    DeviceRef device() {
        return new DeviceRef(tenant, new DeviceId("cpos." + id));
    }

    String code() {
        return data.getString("terminalCode", "");
    }

    String storeId() {
        return data.getString("storeId", "");
    }

    String branchId() {
        return data.getString("branchId", "");
    }

    String macAddress() {
        return data.getString("macAddress", "");
    }

    boolean isActive() {
        return data.getBoolean("isActive", false);
    }

    /** Whether it may come from this address; a terminal without a list may from any. */
    boolean mayComeFrom(String address) {
        JsonArray allowed = data.getJsonArray("allowedIPs", new JsonArray());
        return allowed.isEmpty() || allowed.contains(address);
    }
}
