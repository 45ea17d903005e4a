package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.entity.Stored;

/**
 * Who asks.
 *
 * @param user as stored
 * @param deviceId what the phone calls itself; empty for somebody at the web application
 * @param enrolls whether it may give out QR codes
 */
record Caller(TenantId tenant, Stored.Entity user, String deviceId, boolean enrolls) {
    String id() {
        return user.key();
    }

    /** As which it writes and is called. */
    DeviceRef device() {
        return new DeviceRef(tenant, new DeviceId(user.data().getString("device")));
    }
}
