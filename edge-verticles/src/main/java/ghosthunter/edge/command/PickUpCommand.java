package ghosthunter.edge.command;

import ghosthunter.edge.config.SettingsOptions;
import io.vertx.core.json.JsonObject;
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
        footerHeading = "%nExamples:%n",
        footer = "  java -jar edge.jar pickup PKG-1001")
public final class PickUpCommand implements Callable<Integer> {
    private final CommandWorld world;

    @Parameters(paramLabel = "TRACKING_ID", description = "The package.")
    private String trackingId;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    public PickUpCommand(CommandWorld world) {
        this.world = world;
    }

    @Override
    public Integer call() throws Exception {
        JsonObject body = new JsonObject().put("tracking_id", PackageArgument.valid(spec, trackingId));
        String key = world.ids().get().toString();
        JsonObject row = new LocalDevice(settings.read().config(), world, spec)
                .existing()
                .talk(api -> api.post("/pickups", body, key));
        Lines.print(
                spec,
                "Package picked up: id=" + row.getLong("id") + ", tracking_id=" + row.getString("tracking_id")
                        + ", locker=" + row.getString("locker_id"));
        return 0;
    }
}
