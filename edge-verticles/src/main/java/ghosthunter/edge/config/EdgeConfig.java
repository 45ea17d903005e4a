package ghosthunter.edge.config;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.edge.enroll.HubAddress;
import ghosthunter.edge.sync.SyncPace;
import ghosthunter.edge.trigger.StreamMode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one device, valid as a whole. {@code conf/edge.yaml} explains each.
 *
 * @param device the code of the device within its tenant
 * @param database the SQLite file; key and enrollment lie beside it
 * @param hub where the hub is
 * @param pace how fast the exchange loop goes
 * @param limits what one exchange carries at most
 * @param localApiPort the port of the loopback API, 0 for any free one
 * @param entities what syncs both ways
 * @param batteryFile the file that tells the state of charge in percent, or null where there is no battery
 * @param stream how the hub calls this device
 */
public record EdgeConfig(
        DeviceId device,
        Path database,
        HubAddress hub,
        SyncPace pace,
        ExchangeLimits limits,
        int localApiPort,
        EntityCatalog entities,
        @Nullable Path batteryFile,
        StreamMode stream) {
    /** A device that comes by its own plan alone. */
    public EdgeConfig(
            DeviceId device,
            Path database,
            HubAddress hub,
            SyncPace pace,
            ExchangeLimits limits,
            int localApiPort,
            EntityCatalog entities,
            @Nullable Path batteryFile) {
        this(device, database, hub, pace, limits, localApiPort, entities, batteryFile, StreamMode.OFF);
    }
}
