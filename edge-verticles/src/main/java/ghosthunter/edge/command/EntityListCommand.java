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

/** {@code edge.jar entity list parcel}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the entities of a type by key, a page of them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar edge.jar entity list parcel",
            "  java -jar edge.jar entity list parcel --after P-100 --limit 20",
            "  java -jar edge.jar entity list parcel --json | jq '.entities[].data'"
        })
public final class EntityListCommand implements Callable<Integer> {
    private final CommandWorld world;

    @Parameters(paramLabel = "TYPE", description = "The type, as the catalog has it.")
    private String type;

    @Option(names = "--after", paramLabel = "KEY", defaultValue = "", description = "Only those behind this key.")
    private String after;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "As JSON, for a program.")
    private boolean json;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    public EntityListCommand(CommandWorld world) {
        this.world = world;
    }

    @Override
    public Integer call() throws Exception {
        String path =
                "/v1/entities/" + ApiClient.segment(type) + "?limit=" + limit + "&after=" + ApiClient.segment(after);
        JsonObject page = new LocalDevice(settings.read().config(), world, spec)
                .existing()
                .talk(api -> api.get(path));
        if (json) {
            Lines.print(spec, page.encodePrettily());
            return 0;
        }
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("KEY", "VERSION", "PENDING", "DATA"));
        Lines.objects(page, "entities").forEach(entity -> table.add(row(entity)));
        Lines.printTable(spec, table);
        if (page.containsKey("after")) {
            Lines.print(spec, "There are more: --after '" + page.getString("after") + "'");
        }
        return 0;
    }

    private static List<String> row(JsonObject entity) {
        return List.of(
                entity.getString("key"),
                String.valueOf(entity.getLong("version")),
                String.valueOf(entity.getLong("pending")),
                entity.getJsonObject("data").encode());
    }
}
