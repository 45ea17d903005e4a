package ghosthunter.edge.command;

import ghosthunter.edge.config.SettingsOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edge.jar entity put profile me '{"name":"Ada"}'}. */
@Command(
        name = "put",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the data of one entity.",
            "This locker shows it at once; the hub gets it with the next exchange that its lane has, and may decide otherwise."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar edge.jar entity put profile me '{\"name\":\"Ada\"}'",
            "  java -jar edge.jar entity put profile me '{\"name\":null}' --patch"
        })
public final class EntityPutCommand implements Callable<Integer> {
    private final CommandWorld world;

    @Mixin
    private EntityArguments entity;

    @Parameters(index = "2", paramLabel = "JSON", description = "The data: a JSON object.")
    private String data;

    @Option(names = "--patch", description = "Only these members; null removes one (RFC 7396).")
    private boolean patch;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    public EntityPutCommand(CommandWorld world) {
        this.world = world;
    }

    @Override
    public Integer call() throws Exception {
        JsonObject body = json();
        String idempotencyKey = world.ids().get().toString();
        JsonObject written = new LocalDevice(settings.read().config(), world, spec)
                .talk(api -> api.write(patch ? "PATCH" : "PUT", entity.path(), body, idempotencyKey));
        Lines.print(spec, "Written: " + entity + ", change=" + written.getString("change"));
        return 0;
    }

    private JsonObject json() {
        try {
            return new JsonObject(data);
        } catch (DecodeException e) {
            throw new ParameterException(
                    spec.commandLine(), "JSON must be an object, such as '{\"name\":\"Ada\"}'.", e);
        }
    }
}
