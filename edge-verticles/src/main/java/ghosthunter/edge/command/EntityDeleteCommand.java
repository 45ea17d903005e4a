package ghosthunter.edge.command;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code edge.jar entity delete profile me}. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = "Deletes one entity: here at once, at the hub with the next exchange that its lane has.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar edge.jar entity delete profile me",
            "  java -jar edge.jar entity delete notice KEY     somebody has read it"
        })
public final class EntityDeleteCommand implements Callable<Integer> {
    private final CommandWorld world;

    @Mixin
    private EntityArguments entity;

    public EntityDeleteCommand(CommandWorld world) {
        this.world = world;
    }

    @Override
    public Integer call() throws Exception {
        return entity.change(world, "Deleted", "DELETE", new JsonObject());
    }
}
