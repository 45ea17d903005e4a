package ghosthunter.edge.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code edge.jar entity put profile me '{"name":"Ada"}'}. */
@Command(
        name = "put",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the data of one entity: all of them. patch sends some alone.",
            "This locker shows it at once; the hub gets it with the next exchange that its lane has, and may decide otherwise."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar edge.jar entity put profile me '{\"name\":\"Ada\"}'"})
public final class EntityPutCommand implements Callable<Integer> {
    private final CommandWorld world;

    @Mixin
    private EntityArguments entity;

    @Parameters(index = "2", paramLabel = "JSON", description = "The data: a JSON object.")
    private String data;

    public EntityPutCommand(CommandWorld world) {
        this.world = world;
    }

    @Override
    public Integer call() throws Exception {
        return entity.write(world, "PUT", entity.document(data));
    }
}
