package ghosthunter.edge.command;

import ghosthunter.edge.config.SettingsOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edge.jar custody PKG-1001}. */
@Command(
        name = "custody",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the history of a package as far as this locker knows it, by the locker's own clock in UTC.",
            "The hub knows how far that clock can be believed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar edge.jar custody PKG-1001",
            "  java -jar edge.jar custody PKG-1001 --json | jq '.steps[].step'"
        })
public final class CustodyCommand implements Callable<Integer> {
    private final CommandWorld world;

    @Parameters(paramLabel = "TRACKING_ID", description = "The package.")
    private String trackingId;

    @Option(names = "--json", description = "As JSON, for a program.")
    private boolean json;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    public CustodyCommand(CommandWorld world) {
        this.world = world;
    }

    @Override
    public Integer call() throws Exception {
        String path = "/packages/" + ApiClient.segment(PackageArgument.valid(spec, trackingId)) + "/custody";
        JsonObject custody = new LocalDevice(settings.read().config(), world, spec)
                .existing()
                .talk(api -> api.get(path));
        if (json) {
            Lines.print(spec, custody.encodePrettily());
            return 0;
        }
        JsonObject row = custody.getJsonObject("package");
        Lines.print(
                spec,
                row.getString("tracking_id") + ": " + (row.containsKey("picked_up_at") ? "picked up, " : "")
                        + row.getString("status") + ", id=" + row.getLong("id")
                        + ", locker=" + row.getString("locker_id") + ", attempts=" + row.getLong("sync_attempt_count"));
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("TIME", "STEP", "DETAIL"));
        Lines.objects(custody, "steps")
                .forEach(step ->
                        table.add(List.of(step.getString("at"), step.getString("step"), step.getString("detail"))));
        Lines.printTable(spec, table);
        return 0;
    }
}
