package ghosthunter.edge.command;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code edge.jar entity add inventory WIDGET -3}. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = {
            "Moves a counter: so many more, or fewer.",
            "The hub adds up what all devices moved; none of them needs to know the sum."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar edge.jar entity add inventory WIDGET 12",
            "  java -jar edge.jar entity add inventory WIDGET -3"
        })
public final class EntityAddCommand implements Callable<Integer> {
    private final CommandWorld world;

    @Mixin
    private EntityArguments entity;

    @Parameters(index = "2", paramLabel = "DELTA", description = "How many more; with a minus, how many fewer.")
    private long delta;

    public EntityAddCommand(CommandWorld world) {
        this.world = world;
    }

    @Override
    public Integer call() throws Exception {
        return entity.count(world, "add", new JsonObject().put("delta", delta));
    }
}
