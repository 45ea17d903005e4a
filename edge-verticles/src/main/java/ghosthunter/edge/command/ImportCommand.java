package ghosthunter.edge.command;

import ghosthunter.edge.config.SettingsOptions;
import ghosthunter.edge.outbox.LegacyStore;
import ghosthunter.edge.outbox.OutboxCommand.LegacyPackage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edge.jar import old.db}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Takes over the SQLite file of the old Python locker software. What it never delivered becomes a change with",
            "its original drop-off time, so that it reaches the hub after all. Safe to repeat."
        },
        footerHeading = "%nExample:%n",
        footer = "  java -jar edge.jar import /opt/locker/locker.db")
public final class ImportCommand implements Callable<Integer> {
    private static final int BATCH_COUNT = 500;

    private final DeviceOpener opener;

    @Parameters(paramLabel = "FILE", description = "The old file. It is only read; stop the old software before.")
    private Path file;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    public ImportCommand(DeviceOpener opener) {
        this.opener = opener;
    }

    /** How much came over. */
    private record Sum(long rows, long changes, long known) {
        Sum plus(JsonObject more) {
            return new Sum(
                    rows + more.getLong("rows"), changes + more.getLong("changes"), known + more.getLong("known"));
        }
    }

    @Override
    public Integer call() throws Exception {
        List<LegacyPackage> packages = LegacyStore.read(file);
        Sum sum = new LocalDevice(settings.read().config(), opener).talk(api -> importAll(api, packages));
        Lines.print(
                spec,
                "Imported: packages=" + sum.rows() + ", of them pending=" + sum.changes() + ", already here="
                        + sum.known());
        return 0;
    }

    private static Sum importAll(ApiClient api, List<LegacyPackage> packages) throws IOException {
        Sum sum = new Sum(0, 0, 0);
        for (int from = 0; from < packages.size(); from += BATCH_COUNT) {
            List<LegacyPackage> batch = packages.subList(from, Math.min(from + BATCH_COUNT, packages.size()));
            sum = sum.plus(api.post("/imports", body(batch), null));
        }
        return sum;
    }

    private static JsonObject body(List<LegacyPackage> batch) {
        JsonArray array = new JsonArray();
        batch.forEach(row -> array.add(new JsonObject()
                .put("tracking_id", row.trackingId())
                .put("drop_off_timestamp", row.droppedOffAt().toString())
                .put("status", row.pending() ? "pending" : "synced")));
        return new JsonObject().put("packages", array);
    }
}
