package ghosthunter.edge.command;

import ghosthunter.edge.config.SettingsOptions;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edge.jar dropoff PKG-1001}. */
@Command(
        name = "dropoff",
        mixinStandardHelpOptions = true,
        description = "Records that the door closed on a package.",
        footerHeading = "%nExample:%n",
        footer = "  java -jar edge.jar dropoff PKG-1001 --compartment A-07")
public final class DropOffCommand implements Callable<Integer> {
    private final DeviceOpener opener;

    @Parameters(paramLabel = "TRACKING_ID", arity = "0..1", description = "Default: a fresh UUID.")
    private @Nullable String trackingId;

    @Option(names = "--compartment", paramLabel = "NAME", description = "The compartment.")
    private @Nullable String compartment;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    public DropOffCommand(DeviceOpener opener) {
        this.opener = opener;
    }

    @Override
    public Integer call() throws Exception {
        JsonObject body = new JsonObject()
                .put("tracking_id", trackingId == null ? UUID.randomUUID().toString() : trackingId);
        if (compartment != null) {
            body.put("compartment", compartment);
        }
        String key = UUID.randomUUID().toString();
        JsonObject row =
                new LocalDevice(settings.read().config(), opener).talk(api -> api.post("/dropoffs", body, key));
        Lines.print(
                spec,
                "Package queued: id=" + row.getLong("id") + ", tracking_id=" + row.getString("tracking_id")
                        + ", locker=" + row.getString("locker_id"));
        return 0;
    }
}
