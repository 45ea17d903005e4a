package ghosthunter.edge.command;

import ghosthunter.edge.config.SettingsOptions;
import io.vertx.core.json.JsonObject;
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
        description = {
            "Records that the door closed on a package.",
            "When this command has printed its line, SQLite has it: a power cut does not lose it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar edge.jar dropoff PKG-1001",
            "  java -jar edge.jar dropoff PKG-1001 --compartment A-07",
            "  java -jar edge.jar dropoff               a fresh UUID is the tracking id"
        })
public final class DropOffCommand implements Callable<Integer> {
    private final CommandWorld world;

    @Parameters(paramLabel = "TRACKING_ID", arity = "0..1", description = "Default: a fresh UUID.")
    private @Nullable String trackingId;

    @Option(names = "--compartment", paramLabel = "NAME", description = "The compartment.")
    private @Nullable String compartment;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    public DropOffCommand(CommandWorld world) {
        this.world = world;
    }

    @Override
    public Integer call() throws Exception {
        String chosen = trackingId == null ? world.ids().get().toString() : PackageArgument.valid(spec, trackingId);
        JsonObject body = new JsonObject().put("tracking_id", chosen);
        if (compartment != null) {
            body.put("compartment", compartment);
        }
        String key = world.ids().get().toString();
        JsonObject row =
                new LocalDevice(settings.read().config(), world, spec).talk(api -> api.post("/dropoffs", body, key));
        Lines.print(
                spec,
                "Package queued: id=" + row.getLong("id") + ", tracking_id=" + row.getString("tracking_id")
                        + ", locker=" + row.getString("locker_id"));
        return 0;
    }
}
