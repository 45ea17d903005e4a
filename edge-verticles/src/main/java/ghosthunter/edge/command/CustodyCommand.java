package ghosthunter.edge.command;

import ghosthunter.edge.config.SettingsOptions;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edge.jar custody PKG-1001}. */
@Command(
        name = "custody",
        mixinStandardHelpOptions = true,
        description = "Shows the history of a package, as far as this locker knows it, by the locker's clock.",
        footerHeading = "%nExample:%n",
        footer = "  java -jar edge.jar custody PKG-1001")
public final class CustodyCommand implements Callable<Integer> {
    private final DeviceOpener opener;

    @Parameters(paramLabel = "TRACKING_ID", description = "The package.")
    private String trackingId;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    public CustodyCommand(DeviceOpener opener) {
        this.opener = opener;
    }

    @Override
    public Integer call() throws Exception {
        String path = "/packages/" + ApiClient.segment(trackingId) + "/custody";
        JsonObject custody = new LocalDevice(settings.read().config(), opener).talk(api -> api.get(path));
        JsonObject row = custody.getJsonObject("package");
        Lines.print(
                spec,
                row.getString("tracking_id") + ": " + row.getString("status") + ", locker="
                        + row.getString("locker_id"));
        Lines.objects(custody, "steps").forEach(this::step);
        return 0;
    }

    private void step(JsonObject step) {
        Lines.print(
                spec,
                String.format(
                                "  %-24s  %-16s  %s",
                                step.getString("at"), step.getString("step"), step.getString("detail"))
                        .stripTrailing());
    }
}
