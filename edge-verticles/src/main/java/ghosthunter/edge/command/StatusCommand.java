package ghosthunter.edge.command;

import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.edge.config.SettingsOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code edge.jar status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows the state of this locker: what is pending and why, the last receipt, its epoch and heads.",
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar edge.jar status", "  java -jar edge.jar status --json | jq .packages.pending"})
public final class StatusCommand implements Callable<Integer> {
    private static final int HASH_CHARS = 12;

    private final CommandWorld world;

    @Option(names = "--json", description = "As JSON, for a program.")
    private boolean json;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    public StatusCommand(CommandWorld world) {
        this.world = world;
    }

    /** What the device said. */
    private record Said(JsonObject status, OptionalInt daemonPort) {}

    @Override
    public Integer call() throws Exception {
        Said said = new LocalDevice(settings.read().config(), world, spec)
                .existing()
                .talk(StatusCommand::ask);
        if (json) {
            Lines.print(spec, said.status().encodePrettily());
        } else {
            Lines.printTable(spec, table(said));
        }
        return 0;
    }

    private static Said ask(ApiClient api) throws IOException {
        return new Said(api.get("/status"), api.daemonPort());
    }

    private static List<List<String>> table(Said said) {
        JsonObject status = said.status();
        JsonObject packages = status.getJsonObject("packages");
        JsonObject changes = status.getJsonObject("changes");
        JsonObject sync = status.getJsonObject("sync");
        String enrolled = status.getBoolean("enrolled") ? ", enrolled" : ", not enrolled";
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("Locker:", status.getString("device") + ", tenant " + status.getString("tenant") + enrolled));
        table.add(List.of("Daemon:", daemon(said.daemonPort(), sync)));
        table.add(List.of("Packages:", packages.getLong("total") + ", pending " + packages.getLong("pending")));
        table.add(List.of("Changes:", changes.getLong("recorded") + ", pending " + changes.getLong("pending")));
        Lines.objects(status, "entities").forEach(count -> table.add(entities(count)));
        table.add(List.of("Exchanges:", String.valueOf(status.getLong("exchange"))));
        table.add(List.of("Last receipt:", status.getString("last_receipt_at", "never")));
        table.add(List.of("Last error:", lastError(sync)));
        table.add(List.of("Epoch:", status.getString("epoch")));
        Lines.objects(status, "heads").forEach(head -> table.add(List.of("Head:", head(head))));
        return table;
    }

    private static String daemon(OptionalInt port, JsonObject sync) {
        if (port.isEmpty()) {
            return "not running";
        }
        long nextInS = (sync.getLong("next_in_ms") + 999) / 1_000;
        return "http://127.0.0.1:" + port.getAsInt() + ", " + sync.getString("phase") + ", next exchange in " + nextInS
                + " s, circuit breaker " + sync.getString("breaker");
    }

    private static String lastError(JsonObject sync) {
        String error = sync.getString("last_error");
        if (error == null) {
            return "none";
        }
        String at = sync.getString("last_error_at");
        return at == null ? error : at + "  " + error;
    }

    /** A notice is deleted when it was read. */
    private static List<String> entities(JsonObject count) {
        long total = count.getLong("total");
        return count.getString("type").equals(EntityTypes.NOTICE)
                ? List.of("Notices:", total + " to be read" + (total == 0 ? "" : " (edge.jar entity list notice)"))
                : List.of("Entities:", count.getString("type") + " " + total + ", pending " + count.getLong("pending"));
    }

    private static String head(JsonObject head) {
        String hash = head.getString("hash").substring(0, HASH_CHARS);
        return head.getString("lane") + " " + head.getLong("seq") + " " + hash + "…";
    }
}
