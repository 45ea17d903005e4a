package ghosthunter.edge.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code edge.jar entity get parcel P-1}. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        description = "Prints one entity as JSON: its data, the hub's version, and how many changes of it are pending.",
        footerHeading = "%nExamples:%n",
        footer = "  java -jar edge.jar entity get parcel P-1 | jq .data")
public final class EntityGetCommand implements Callable<Integer> {
    private final CommandWorld world;

    @Mixin
    private EntityArguments entity;

    @Spec
    private CommandSpec spec;

    public EntityGetCommand(CommandWorld world) {
        this.world = world;
    }

    @Override
    public Integer call() throws Exception {
        Lines.print(spec, entity.show(world).encodePrettily());
        return 0;
    }
}
