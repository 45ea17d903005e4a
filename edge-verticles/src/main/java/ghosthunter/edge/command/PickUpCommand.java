package ghosthunter.edge.command;

import ghosthunter.edge.config.SettingsOptions;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edge.jar pickup PKG-1001}. */
@Command(
        name = "pickup",
        mixinStandardHelpOptions = true,
        description = "Records that a package was taken out.",
        footerHeading = "%nExample:%n",
        footer = "  java -jar edge.jar pickup PKG-1001")
public final class PickUpCommand implements Callable<Integer> {
    private final DeviceOpener opener;

    @Parameters(paramLabel = "TRACKING_ID", description = "The package.")
    private String trackingId;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    public PickUpCommand(DeviceOpener opener) {
        this.opener = opener;
    }

    @Override
    public Integer call() throws Exception {
        JsonObject body = new JsonObject().put("tracking_id", trackingId);
        String key = UUID.randomUUID().toString();
        JsonObject row = new LocalDevice(settings.read().config(), opener).talk(api -> api.post("/pickups", body, key));
        Lines.print(
                spec,
                "Package picked up: id=" + row.getLong("id") + ", tracking_id=" + row.getString("tracking_id")
                        + ", locker=" + row.getString("locker_id"));
        return 0;
    }
}
