package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.StreamClient.Heard;
import ghosthunter.hub.StreamClient.Mode;
import ghosthunter.hub.directory.EnrollmentToken;
import ghosthunter.hub.http.Exchanges;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about who is there, as a person types them, beside a hub with a database of its own. */
class StreamCommandsIT {
    private static final Path PROGRAMS =
            Path.of("target", "test-database", "programs").toAbsolutePath();

    @TempDir
    private Path dataDir;

    private RunningHub hub;

    @BeforeEach
    void startHub() throws Exception {
        hub = RunningHub.start(RunningHub.config(null, dataDir, PROGRAMS, 0));
        assertThat(hub.admin()).isNotEmpty();
    }

    @AfterEach
    void stopHub() throws Exception {
        hub.close();
    }

    @Test
    void aTriggerReachesWhoListensAndDevicesShowsWhoIsThere() throws Exception {
        // Given
        Vertx vertx = Vertx.vertx();
        TypedCommand enroll = TypedCommand.run("enroll", "LOCKER-300", "--group", "east", "--config", settings());
        String token = enroll.line("token: ").substring("token: ".length());
        DeviceRef device = new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-300"));
        Enrolled locker = hub.enroll(device, EnrollmentToken.parse(token));
        assertThat(hub.sync(Exchanges.dropOffs(locker.hub(), device, locker.key(), "PKG-300")
                                .body())
                        .statusCode())
                .isEqualTo(200);
        Heard heard = new StreamClient(vertx).open(Mode.WEBSOCKET, hub.node.url(), locker.hub(), device, locker.key());

        // When
        TypedCommand trigger = TypedCommand.run("trigger", "--group", "east", "--config", settings());
        TypedCommand nobody = TypedCommand.run("trigger", "--device", "LOCKER-404", "--config", settings());
        TypedCommand unnamed = TypedCommand.run("trigger", "--config", settings());
        TypedCommand devices = TypedCommand.run("devices", "--state", "online", "--config", settings());

        TypedCommand one = TypedCommand.run("devices", "LOCKER-300", "--config", settings());
        TypedCommand none = TypedCommand.run("devices", "LOCKER-404", "--config", settings());
        TypedCommand nowhere = TypedCommand.run("devices", "--tenant", "nope", "--config", settings());
        TypedCommand nowhereNamed =
                TypedCommand.run("devices", "LOCKER-300", "--tenant", "nope", "--config", settings());

        // Then
        assertThat(one.line("order").split(" +")).containsExactly("order", "3", "0", "0", "0");
        assertThat(one.line("package").split(" +")).containsExactly("package", "0", "1", "0", "0");
        assertThat(none.exit()).isEqualTo(1);
        assertThat(List.of(nowhere.exit(), nowhereNamed.exit())).containsOnly(1);
        assertThat(nowhere.err()).contains("there is no tenant nope");
        assertThat(nowhere.out()).isEmpty();
        await().until(() -> heard.triggers.contains("operator"));
        RunningHub.finished(vertx.close());
        assertThat(trigger.out().strip()).isEqualTo("called: 1 device");
        assertThat(List.of(trigger.exit(), nobody.exit(), unnamed.exit(), devices.exit()))
                .containsExactly(0, 1, 2, 0);
        assertThat(devices.line("LOCKER-300")).contains("locker", "online", "80 %");
        assertThat(TypedCommand.run("devices", "--state", "silent", "--config", settings())
                        .out())
                .doesNotContain("LOCKER-300");
        assertThat(hub.getJson("/v1/events").encode()).contains("hub.jar trigger");
    }

    private String settings() throws Exception {
        String yaml = """
                data_dir: %s
                embedded_postgres:
                  port: 0
                  program_dir: %s
                """.formatted(dataDir, PROGRAMS);
        return Files.writeString(dataDir.resolve("hub.yaml"), yaml).toString();
    }
}
