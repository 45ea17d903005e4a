package ghosthunter.edge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.settings.Settings.SettingsException;
import ghosthunter.edge.door.DoorSettings;
import ghosthunter.edge.sync.SyncPace;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeConfigReaderTest {
    /** The file that is shipped; tests work in the folder of their module. */
    private static final Path SHIPPED = Path.of("..", "conf", "edge.yaml");

    private static EdgeConfig config(Map<String, String> env) {
        return EdgeConfigReader.read(Optional.of(SHIPPED), env, null).config();
    }

    @Test
    void theShippedFileSaysTheDefaults() {
        // When
        EdgeConfig config = config(Map.of());

        // Then
        assertThat(config.device()).hasToString("LOCKER-001");
        assertThat(config.database()).isAbsolute().endsWithRaw(Path.of("locker.db"));
        assertThat(config.hub().url()).hasToString("http://127.0.0.1:8080");
        assertThat(config.pace()).isEqualTo(SyncPace.DEFAULT);
        assertThat(config.limits()).isEqualTo(ExchangeLimits.DEFAULT);
        assertThat(config.localApiPort()).isEqualTo(8_090);
        assertThat(config.pace().intervalMs()).isEqualTo(30_000);
        assertThat(config.pace().heartbeatMs()).isEqualTo(900_000);
        assertThat(config.pace().attemptsMax()).isEqualTo(5);
    }

    @Test
    void theEnvironmentOverridesTheFile() {
        // When
        EdgeConfig config = config(Map.of(
                "LOCKER_ID",
                "LOCKER-042",
                "SQLITE_PATH",
                "/data/locker.db",
                "HUB_URL",
                "https://hub.example/gh",
                "SYNC_INTERVAL_SECONDS",
                "7",
                "LOCAL_API_PORT",
                "0"));

        // Then
        assertThat(config.device()).hasToString("LOCKER-042");
        assertThat(config.database()).isEqualTo(Path.of("/data/locker.db"));
        assertThat(config.hub().endpoint("/v1/sync")).isEqualTo("https://hub.example/gh/v1/sync");
        assertThat(config.pace().intervalMs()).isEqualTo(7_000);
        assertThat(config.pace().heartbeatMs()).isEqualTo(900_000);
        assertThat(config.localApiPort()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:9000/sync, http://127.0.0.1:9000",
        "https://hub.example/sync, https://hub.example",
        "https://hub.example/gh/sync, https://hub.example/gh"
    })
    void theOldNameOfTheHubsUrlIsTheEndpointItself(String old, String url) {
        assertThat(config(Map.of("SERVER_SYNC_URL", old)).hub().url()).hasToString(url);
    }

    @Test
    void theNewNameOfTheHubsUrlCountsMoreThanTheOldAndTheCommandLineMost() {
        Map<String, String> both =
                Map.of("HUB_URL", "https://new.example", "SERVER_SYNC_URL", "https://old.example/sync");
        assertThat(config(both).hub().url()).hasToString("https://new.example");
        assertThat(EdgeConfigReader.read(Optional.of(SHIPPED), both, "https://asked.example")
                        .config()
                        .hub()
                        .url())
                .hasToString("https://asked.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "3601", "soon"})
    void anIntervalThatIsNoneIsRefused(String interval) {
        assertThatThrownBy(() -> config(Map.of("SYNC_INTERVAL_SECONDS", interval)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("sync.interval_s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://hub.example", "ftp://hub.example", "http://10.0.0.1:8080", "https://u:p@hub.example"})
    void aHubThatCannotBeTrustedIsRefused(String url) {
        assertThatThrownBy(() -> config(Map.of("HUB_URL", url)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("hub_url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.1:8091",
                "https://127.0.0.1:8091",
                "http://127.0.0.1:8091/path",
                "http://u@127.0.0.1"
            })
    void doorsAreOfThisMachineAlone(String url) {
        assertThatThrownBy(() -> config(Map.of("DOORS_URL", url)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("doors.url");
    }

    @Test
    void withoutTheirUrlThereAreNoDoors() {
        assertThat(config(Map.of()).doors()).isNull();
        assertThat(config(Map.of("DOORS_URL", "http://127.0.0.1:8091/")).doors())
                .isEqualTo(new DoorSettings(URI.create("http://127.0.0.1:8091"), 15_000));
    }

    @ParameterizedTest
    @CsvSource({
        "HUB_CA_FILE, ca_file, CERTIFICATE",
        "HUB_CLIENT_CERT, client_cert, CERTIFICATE",
        "HUB_CLIENT_KEY, client_key, PRIVATE KEY"
    })
    void aPemFileThatIsNoneIsNamed(String variable, String key, String label, @TempDir Path directory)
            throws Exception {
        Path text = Files.writeString(directory.resolve("text.pem"), "a text");
        assertThatThrownBy(() -> config(Map.of(variable, "/nope")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(key + ": /nope cannot be read (no such file or directory)");
        assertThatThrownBy(() -> config(Map.of(variable, text.toString())))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(key + ": " + text + " holds no " + label + " in PEM");
    }

    @Test
    void plainHttpToAnotherMachineIsAllowedByNameAlone() {
        EdgeConfig config = config(Map.of("HUB_URL", "http://10.0.0.1:8080", "INSECURE_HTTP", "true"));

        assertThat(config.hub().url()).hasToString("http://10.0.0.1:8080");
    }

    @Test
    void theHeartbeatIsNeverFasterThanTheInterval() {
        assertThat(config(Map.of("SYNC_INTERVAL_SECONDS", "3600")).pace().heartbeatMs())
                .isEqualTo(3_600_000);
    }
}
