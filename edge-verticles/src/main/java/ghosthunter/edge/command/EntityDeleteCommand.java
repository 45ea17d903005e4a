package ghosthunter.edge.command;

import ghosthunter.edge.config.SettingsOptions;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code edge.jar entity delete profile me}. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = "Deletes one entity: here at once, at the hub with the next exchange that its lane has.",
        footerHeading = "%nExamples:%n",
        footer = "  java -jar edge.jar entity delete profile me")
public final class EntityDeleteCommand implements Callable<Integer> {
    private final CommandWorld world;

    @Mixin
    private EntityArguments entity;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    public EntityDeleteCommand(CommandWorld world) {
        this.world = world;
    }

    @Override
    public Integer call() throws Exception {
        String idempotencyKey = world.ids().get().toString();
        JsonObject written = new LocalDevice(settings.read().config(), world, spec)
                .existing()
                .talk(api -> api.write("DELETE", entity.path(), new JsonObject(), idempotencyKey));
        Lines.print(spec, "Deleted: " + entity + ", change=" + written.getString("change"));
        return 0;
    }
}
