package ghosthunter.edge.config;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.edge.door.DoorSettings;
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
 * @param pullBytesMax how many bytes of entities one exchange pulls at most, 0 for none
 * @param localApiPort the port of the loopback API, 0 for any free one
 * @param entities what syncs both ways
 * @param batteryFile the file that tells the state of charge in percent, or null where there is no battery
 * @param stream how the hub calls this device
 * @param doors where the door controller is, or null where commands of the centre and pick-up codes open nothing
 */
public record EdgeConfig(
        DeviceId device,
        Path database,
        HubAddress hub,
        SyncPace pace,
        ExchangeLimits limits,
        long pullBytesMax,
        int localApiPort,
        EntityCatalog entities,
        @Nullable Path batteryFile,
        StreamMode stream,
        @Nullable DoorSettings doors) {
    /** What {@code pullBytesMax} is where nobody says otherwise. */
    public static final long PULL_BYTES_DEFAULT = 256 << 10;

    /** One that pulls as much as usual, comes by its own plan alone, and has no door controller. */
    public EdgeConfig(
            DeviceId device,
            Path database,
            HubAddress hub,
            SyncPace pace,
            ExchangeLimits limits,
            int localApiPort,
            EntityCatalog entities,
            @Nullable Path batteryFile) {
        this(
                device,
                database,
                hub,
                pace,
                limits,
                PULL_BYTES_DEFAULT,
                localApiPort,
                entities,
                batteryFile,
                StreamMode.OFF,
                null);
    }
}
