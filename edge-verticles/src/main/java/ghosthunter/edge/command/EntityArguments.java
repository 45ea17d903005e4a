package ghosthunter.edge.command;

import ghosthunter.edge.config.SettingsOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which entity a command is about, and how the local API is told to write it. */
final class EntityArguments {
    @Parameters(index = "0", paramLabel = "TYPE", description = "The type, as the catalog has it.")
    private String type;

    @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
    private String key;

    @Mixin
    private SettingsOptions settings;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    /** It, as the local API shows it. */
    JsonObject show(CommandWorld world) throws Exception {
        return device(world).existing().talk(api -> api.get(path()));
    }

    /** Writes it, also at a locker that has no store yet, and prints that it did. */
    int write(CommandWorld world, String method, JsonObject body) throws Exception {
        return write(world, device(world), "Written", method, "", body);
    }

    /** Moves a counter, also at a locker that has no store yet. */
    int count(CommandWorld world, String verb, JsonObject body) throws Exception {
        return write(world, device(world), "Written", "POST", "/" + verb, body);
    }

    /** Changes what must be there. */
    int change(CommandWorld world, String done, String method, JsonObject body) throws Exception {
        return write(world, device(world).existing(), done, method, "", body);
    }

    private int write(CommandWorld world, LocalDevice device, String done, String method, String verb, JsonObject body)
            throws Exception {
        String idempotencyKey = world.ids().get().toString();
        JsonObject written = device.talk(api -> api.write(method, path() + verb, body, idempotencyKey));
        Lines.print(spec, done + ": " + type + " " + key + ", change=" + written.getString("change"));
        return 0;
    }

    /** A JSON object that somebody typed. */
    JsonObject document(String json) {
        try {
            return new JsonObject(json);
        } catch (DecodeException e) {
            throw new ParameterException(
                    spec.commandLine(), "JSON must be an object, such as '{\"name\":\"Ada\"}'.", e);
        }
    }

    private LocalDevice device(CommandWorld world) {
        return new LocalDevice(settings.read().config(), world, spec);
    }

    private String path() {
        return "/v1/entities/" + ApiClient.segment(type) + "/" + ApiClient.segment(key);
    }
}
