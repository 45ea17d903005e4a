package ghosthunter.edge.command;

import ghosthunter.edge.config.SettingsOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
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
            "Exits 1 when anything is; it stays recorded and goes with the next sync."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar edge.jar sync", "  java -jar edge.jar sync --hub https://hub.example"})
public final class SyncOnceCommand implements Callable<Integer> {
    private static final int LISTED_MAX = 100;

    private final CommandWorld world;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    public SyncOnceCommand(CommandWorld world) {
        this.world = world;
    }

    /** What the device said. */
    private record Said(JsonObject report, List<JsonObject> pending, long packagesPending) {}

    @Override
    public Integer call() throws Exception {
        Said said = new LocalDevice(settings.read().config(), world, spec)
                .existing()
                .talk(SyncOnceCommand::ask);
        List<String> synced = Lines.texts(said.report(), "synced");
        synced.forEach(trackingId -> Lines.print(spec, "✓ Synced " + trackingId));
        said.pending().forEach(row -> Lines.print(spec, pending(row)));
        if (said.packagesPending() > said.pending().size()) {
            Lines.print(
                    spec, "… and " + (said.packagesPending() - said.pending().size()) + " more");
        }
        long pending = said.report().getLong("pending");
        String error = said.report().getString("error");
        if (pending == 0 && error == null) {
            if (synced.isEmpty()) {
                Lines.print(spec, "Nothing is pending.");
            }
            return 0;
        }
        Lines.printError(spec, pending(pending) + ": " + (error == null ? "the hub did not acknowledge" : error));
        return 1;
    }

    private static String pending(long changes) {
        if (changes == 0) {
            return "Nothing is pending, but the sync failed";
        }
        return changes == 1 ? "1 change is still pending" : changes + " changes are still pending";
    }

    private static Said ask(ApiClient api) throws IOException {
        JsonObject report = api.post("/sync", new JsonObject(), null);
        if (report.getLong("pending") == 0) {
            return new Said(report, List.of(), 0);
        }
        JsonObject packages = api.get("/status").getJsonObject("packages");
        return new Said(
                report,
                Lines.objects(api.get("/packages?status=pending&limit=" + LISTED_MAX), "packages"),
                packages.getLong("pending"));
    }

    private static String pending(JsonObject row) {
        String last = row.getString("last_sync_attempt");
        return "✗ Pending " + row.getString("tracking_id") + ", attempts=" + row.getLong("sync_attempt_count")
                + (last == null ? "" : ", last " + last);
    }
}
