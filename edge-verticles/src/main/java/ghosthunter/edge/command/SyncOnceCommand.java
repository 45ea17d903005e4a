package ghosthunter.edge.command;

import ghosthunter.edge.config.SettingsOptions;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code edge.jar sync}: once. */
@Command(
        name = "sync",
        mixinStandardHelpOptions = true,
        description = {
            "Syncs with the hub once, and tells what was acknowledged and what is still pending.",
            "Exits 1 when anything is."
        },
        footerHeading = "%nExample:%n",
        footer = "  java -jar edge.jar sync")
public final class SyncOnceCommand implements Callable<Integer> {
    private static final int PENDING_MAX = 100;

    private final DeviceOpener opener;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    public SyncOnceCommand(DeviceOpener opener) {
        this.opener = opener;
    }

    /** What the device said. */
    private record Said(JsonObject report, JsonObject pending, long packagesPending) {}

    @Override
    public Integer call() throws Exception {
        Said said = new LocalDevice(settings.read().config(), opener).talk(api -> {
            JsonObject report = api.post("/sync", new JsonObject(), null);
            JsonObject status = api.get("/status");
            return new Said(
                    report,
                    api.get("/packages?status=pending&limit=" + PENDING_MAX),
                    status.getJsonObject("packages").getLong("pending"));
        });
        Lines.texts(said.report(), "synced").forEach(trackingId -> Lines.print(spec, "✓ Synced " + trackingId));
        Lines.objects(said.pending(), "packages")
                .forEach(row -> Lines.print(spec, "… Pending " + row.getString("tracking_id")));
        if (said.packagesPending() > PENDING_MAX) {
            Lines.print(spec, "… and " + (said.packagesPending() - PENDING_MAX) + " more");
        }
        String error = said.report().getString("error");
        if (error != null) {
            spec.commandLine().getErr().println(error);
        }
        boolean done = said.report().getLong("pending") == 0;
        if (done && Lines.texts(said.report(), "synced").isEmpty()) {
            Lines.print(spec, "Nothing is pending.");
        }
        return done && error == null ? 0 : 1;
    }
}
