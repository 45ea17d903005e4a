package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;

/** The device as which a hub writes: every write of the centre is a change of it. No other device has its name. */
public final class Centre {
    /** Its name in every tenant. */
    public static final DeviceId DEVICE = DeviceId.HUB;

    /** Its kind. */
    static final String KIND = "hub";

    /** What it does that no device does: end a conflict. */
    public static final String RESOLVE = "RESOLVE";

    private Centre() {}

    /** It, in a tenant. */
    public static DeviceRef of(TenantId tenant) {
        return new DeviceRef(tenant, DEVICE);
    }
}
