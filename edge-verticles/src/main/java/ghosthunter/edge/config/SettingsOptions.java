package ghosthunter.edge.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that reads the settings. */
public final class SettingsOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings (default: conf/edge.yaml, if it is there).")
    private @Nullable Path file;

    @Option(names = "--hub", paramLabel = "URL", description = "The hub, in place of hub_url and HUB_URL.")
    private @Nullable String hubUrl;

    /**
     * Reads the settings with the environment of this process.
     *
     * @throws ghosthunter.codecs.settings.Settings.SettingsException with everything that is wrong
     */
    public EdgeConfigReader.Read read() {
        return EdgeConfigReader.read(Optional.ofNullable(file), System.getenv(), hubUrl);
    }

    /** The same, with a hub that counts where {@code --hub} names none. */
    public EdgeConfigReader.Read readFor(URI hub) {
        return EdgeConfigReader.read(
                Optional.ofNullable(file), System.getenv(), hubUrl == null ? hub.toString() : hubUrl);
    }
}
