package ghosthunter.edge.command;

import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.edge.config.EdgeConfig;
import ghosthunter.edge.config.SettingsOptions;
import ghosthunter.edge.outbox.LegacyStore;
import ghosthunter.edge.outbox.OutboxCommand.LegacyPackage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edge.jar import old.db}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Takes over the SQLite file of the old Python locker software.",
            "What it never delivered becomes a change with its original drop-off time, so that it reaches the hub after "
                    + "all. Every row is checked before the first is taken. Safe to repeat: what is here already is "
                    + "passed over."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar edge.jar import /opt/locker/locker.db",
            "  java -jar edge.jar import old.db --old-locker-id \"Locker 1\""
        })
public final class ImportCommand implements Callable<Integer> {
    /** How many rows go in one transaction; what the local API takes at most. The door waits for it a second or two. */
    private static final int BATCH_COUNT_MAX = 5_000;

    /** Characters of tracking ids in one request, so that its body stays below the limit of the local API. */
    private static final int BATCH_CHARS_MAX = 512 << 10;

    private final CommandWorld world;

    @Parameters(paramLabel = "FILE", description = "The old file. It is only read; stop the old software before.")
    private Path file;

    @Option(
            names = "--old-locker-id",
            paramLabel = "ID",
            description = "The locker_id in the old file. Default: that of this locker.")
    private @Nullable String oldLockerId;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    public ImportCommand(CommandWorld world) {
        this.world = world;
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
        EdgeConfig config = settings.read().config();
        List<LegacyPackage> packages =
                read(oldLockerId == null ? config.device().value() : oldLockerId);
        Sum sum = new LocalDevice(config, world, spec).talk(api -> importAll(api, packages));
        Lines.print(
                spec,
                "Imported: packages=" + sum.rows() + ", of them pending=" + sum.changes() + ", already here="
                        + sum.known());
        return 0;
    }

    /** What is wrong with the file is wrong with the argument. */
    private List<LegacyPackage> read(String lockerId) {
        try {
            return LegacyStore.read(file, lockerId);
        } catch (ProblemException e) {
            throw new ParameterException(spec.commandLine(), e.problem().detail(), e);
        }
    }

    private static Sum importAll(ApiClient api, List<LegacyPackage> packages) throws IOException {
        Sum sum = new Sum(0, 0, 0);
        for (int from = 0; from < packages.size(); ) {
            int to = batchEnd(packages, from);
            sum = sum.plus(api.post("/imports", body(packages.subList(from, to)), null));
            from = to;
        }
        return sum;
    }

    private static int batchEnd(List<LegacyPackage> packages, int from) {
        int to = from;
        for (int chars = 0; to < packages.size() && to - from < BATCH_COUNT_MAX && chars < BATCH_CHARS_MAX; to++) {
            chars += packages.get(to).trackingId().length();
        }
        return to;
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
