package ghosthunter.hub.command;

import ghosthunter.hub.config.HubConfigReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that every command has. */
public final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The settings file. Default: conf/hub.yaml where there is one, else defaults and environment.")
    private @Nullable Path file;

    /** The settings of this call. */
    public HubConfigReader.Read read(Map<String, String> env) {
        return HubConfigReader.read(Optional.ofNullable(file), env);
    }
}
