package ghosthunter.edge.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code edge.jar entity patch profile me '{"city":"London"}'}. */
@Command(
        name = "patch",
        mixinStandardHelpOptions = true,
        description = {
            "Writes some members of one entity and leaves the others; null removes one (RFC 7396).",
            "Where two devices edit one entity, this says which fields each of them means."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar edge.jar entity patch profile me '{\"city\":\"London\"}'",
            "  java -jar edge.jar entity patch profile me '{\"name\":null}'"
        })
public final class EntityPatchCommand implements Callable<Integer> {
    private final CommandWorld world;

    @Mixin
    private EntityArguments entity;

    @Parameters(index = "2", paramLabel = "JSON", description = "The members: a JSON object.")
    private String members;

    public EntityPatchCommand(CommandWorld world) {
        this.world = world;
    }

    @Override
    public Integer call() throws Exception {
        return entity.change(world, "Written", "PATCH", entity.document(members));
    }
}
