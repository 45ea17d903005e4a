package ghosthunter.edge.command;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code edge.jar entity set inventory WIDGET 40}. */
@Command(
        name = "set",
        mixinStandardHelpOptions = true,
        description = {
            "Says what somebody counted.",
            "The counter moves by what that differs from what this locker shows; what others moved meanwhile stays."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar edge.jar entity set inventory WIDGET 40"})
public final class EntitySetCommand implements Callable<Integer> {
    private final CommandWorld world;

    @Mixin
    private EntityArguments entity;

    @Parameters(index = "2", paramLabel = "COUNT", description = "How many there are.")
    private long count;

    public EntitySetCommand(CommandWorld world) {
        this.world = world;
    }

    @Override
    public Integer call() throws Exception {
        return entity.count(world, "set", new JsonObject().put("count", count));
    }
}
