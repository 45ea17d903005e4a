package ghosthunter.edge.command;

import ghosthunter.edge.config.SettingsOptions;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code edge.jar status}. */
@Command(name = "status", mixinStandardHelpOptions = true, description = "Shows the state of this locker.")
public final class StatusCommand implements Callable<Integer> {
    private final DeviceOpener opener;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    public StatusCommand(DeviceOpener opener) {
        this.opener = opener;
    }

    @Override
    public Integer call() throws Exception {
        JsonObject status = new LocalDevice(settings.read().config(), opener).talk(api -> api.get("/status"));
        JsonObject packages = status.getJsonObject("packages");
        JsonObject changes = status.getJsonObject("changes");
        JsonObject sync = status.getJsonObject("sync");
        line("Locker", status.getString("device") + (status.getBoolean("enrolled") ? "" : " (not enrolled)"));
        line("Tenant", status.getString("tenant"));
        line("Packages", packages.getLong("total") + ", pending " + packages.getLong("pending"));
        line("Changes", changes.getLong("recorded") + ", pending " + changes.getLong("pending"));
        line("Epoch", status.getString("epoch"));
        line("Exchange", String.valueOf(status.getLong("exchange")));
        line("Last receipt", status.getString("last_receipt_at", "never"));
        line("Sync", sync.getString("phase") + ", breaker " + sync.getString("breaker"));
        if (sync.containsKey("last_error")) {
            line("Last error", sync.getString("last_error"));
        }
        return 0;
    }

    private void line(String name, String value) {
        Lines.print(spec, String.format("%-13s %s", name + ":", value));
    }
}
