package ghosthunter.codecs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.settings.Settings.Effective;
import ghosthunter.codecs.settings.Settings.SettingsException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    @TempDir
    private Path folder;

    @Test
    void everyTypeIsReadFromTheFile() {
        // Given
        SettingsReader settings = read("""
                sync:
                  interval_s: 2m
                  urgent: true
                hub:
                  url: https://hub.example:8443/base
                  body_max: 4MiB
                locker_id: 007
                log_level: debug
                port: 8080
                data_dir: /var/lib/ghost
                origins: [https://a.example, https://b.example]
                """, Map.of());

        // When
        long intervalS = settings.durationS("sync.interval_s", List.of(), 30, 1, 3_600);
        boolean urgent = settings.flag("sync.urgent", List.of(), false);
        URI url = settings.uri("hub.url", List.of(), URI.create("http://127.0.0.1"), List.of("http", "https"));
        long bodyMaxBytes = settings.bytes("hub.body_max", List.of(), 1, 1, 1 << 30);
        String lockerId = settings.text("locker_id", List.of(), "LOCKER-001");
        String level = settings.choice("log_level", List.of(), "info", List.of("info", "debug"));
        long port = settings.number("port", List.of(), 1, 0, 65_535);
        Path dataDir = settings.path("data_dir", List.of(), Path.of("data"));
        List<String> origins = settings.texts("origins", List.of(), List.of());
        settings.finish();

        // Then
        assertThat(intervalS).isEqualTo(120);
        assertThat(urgent).isTrue();
        assertThat(url).isEqualTo(URI.create("https://hub.example:8443/base"));
        assertThat(bodyMaxBytes).isEqualTo(4 << 20);
        assertThat(lockerId).as("text as it stands, never a number").isEqualTo("007");
        assertThat(level).isEqualTo("debug");
        assertThat(port).isEqualTo(8_080);
        assertThat(dataDir).isEqualTo(Path.of("/var/lib/ghost"));
        assertThat(origins).containsExactly("https://a.example", "https://b.example");
    }

    @Test
    void theEnvironmentOverridesTheFileAndTheFileTheDefault() {
        // Given
        SettingsReader settings =
                read("a: file\nb: file\n", Map.of("A", " env ", "OLD_A", "old", "C", "", "LIST", "x, y"));

        // When
        settings.text("a", List.of("NEW_A", "A", "OLD_A"), "default");
        settings.text("b", List.of("B"), "default");
        settings.text("c", List.of("C"), "default");
        settings.texts("list", List.of("LIST"), List.of());
        settings.finish();

        // Then
        assertThat(settings.effective())
                .containsExactly(
                        new Effective("a", "env", "environment A"),
                        new Effective("b", "file", file() + ":2"),
                        new Effective("c", "default", "default"),
                        new Effective("list", "x, y", "environment LIST"));
    }

    @Test
    void everyMistakeStandsInOneReport() {
        // Given
        SettingsReader settings = read("""
                port: 70000
                sync:
                  interval_s: soon
                  intervall: 3
                urgent: yes
                level: loud
                url: hub.example
                data_dir: [a, b]
                """, Map.of("BODY_MAX", "5GB"));

        // When
        long port = settings.number("port", List.of("PORT"), 8_080, 0, 65_535);
        settings.durationS("sync.interval_s", List.of("SYNC_INTERVAL_SECONDS"), 30, 1, 3_600);
        settings.durationS("sync.interval", List.of(), 30, 1, 3_600);
        settings.flag("urgent", List.of(), false);
        settings.choice("level", List.of(), "info", List.of("info", "debug"));
        settings.uri("url", List.of(), URI.create("http://h"), List.of("http", "https"));
        settings.path("data_dir", List.of(), Path.of("."));
        settings.bytes("body_max", List.of("BODY_MAX"), 1, 1, 1 << 20);
        settings.requiredText("locker_id", List.of("LOCKER_ID"));
        settings.require(false, "port", "must differ from the admin port");

        // Then
        assertThat(port).as("a stand-in until the report").isEqualTo(8_080);
        assertThat(violations(settings))
                .containsExactly(
                        file() + ":1: port: must be a whole number from 0 to 65535, not '70000'",
                        file()
                                + ":3: sync.interval_s: must be seconds, or a number with s, m, h or d, from 1 to 3600 s, not 'soon'",
                        file() + ":5: urgent: must be one of true, false, not 'yes'",
                        file() + ":6: level: must be one of info, debug, not 'loud'",
                        file() + ":7: url: must be a URI such as http://host:port, not 'hub.example'",
                        file() + ":8: data_dir: must be a path, not a list",
                        "environment BODY_MAX: body_max: must be bytes, or a number with KiB, MiB or GiB,"
                                + " from 1 to 1048576 bytes, not '5GB'",
                        "locker_id: is missing; set it in the settings file or the environment variable LOCKER_ID",
                        "port: must differ from the admin port",
                        file() + ":4: sync.intervall: there is no such setting; did you mean sync.interval?");
        assertThatThrownBy(settings::finish).hasMessageStartingWith("10 settings are wrong:\n  ");
    }

    @Test
    void malformedYamlIsReportedWithLineAndColumnButWithoutTheLineItself() {
        // Given
        SettingsReader settings = read("port: 1\npassword: \"hunter2\n", Map.of());

        // When
        List<String> violations = violations(settings);

        // Then
        assertThat(violations).first().asString().startsWith(file() + ":3:1: is not YAML: ");
        assertThat(violations.toString()).doesNotContain("hunter2");
    }

    @Test
    void whatYamlHasBeyondKeysAndValuesIsRefused() {
        assertThat(violations(read("a: 1\na: 2\n", Map.of()))).contains(file() + ":2:1: a: stands in line 1 already");
        assertThat(violations(read("a: {b: 1}\na.b: 2\n", Map.of()))).anyMatch(v -> v.contains("already"));
        assertThat(violations(read("- a\n- b\n", Map.of()))).anyMatch(v -> v.contains("must be keys with values"));
        assertThat(violations(read("just words\n", Map.of()))).anyMatch(v -> v.contains("must be keys with values"));
        assertThat(violations(read("a: &x 1\nb: *x\n", Map.of()))).anyMatch(v -> v.contains("aliases"));
        assertThat(violations(read("? [a]\n: 1\n", Map.of()))).anyMatch(v -> v.contains("a key is a plain word"));
        assertThat(violations(read("a: [[1], 2]\n", Map.of()))).anyMatch(v -> v.contains("an item of a list"));
        assertThat(violations(read("a: 1\n---\nb: 1\n", Map.of()))).anyMatch(v -> v.contains("second document"));
        assertThat(violations(read("{a: ".repeat(20) + "1" + "}".repeat(20), Map.of())))
                .anyMatch(v -> v.contains("nested deeper than 8"));
        assertThat(violations(read("a: \u0007\n", Map.of()))).anyMatch(v -> v.contains("is not YAML"));
        assertThat(violations(read("a: !!javax.script.ScriptEngineManager [x]\n", Map.of())))
                .containsExactly(file() + ":1: a: there is no such setting");
    }

    @Test
    void aFileThatIsNamedMustExistAndMustBeReadable() throws IOException {
        // Given
        Path missing = folder.resolve("none.yaml");
        Path notUtf8 = folder.resolve("latin1.yaml");
        Files.write(notUtf8, new byte[] {'a', ':', ' ', (byte) 0xe9});

        // Then
        assertThat(violations(Settings.read(Optional.of(missing), Map.of())))
                .containsExactly(missing + ": no such file");
        assertThat(violations(Settings.read(Optional.of(notUtf8), Map.of())))
                .containsExactly(notUtf8 + ": is not UTF-8");
        assertThat(violations(Settings.read(Optional.of(folder), Map.of()))).hasSize(1);
    }

    @Test
    void anEmptyFileAndAKeyWithoutAValueLeaveTheDefault() {
        for (String yaml : List.of("", "# nothing\n", "a:\n", "a: ~\n", "a: null\n", "---\n")) {
            // Given
            SettingsReader settings = read(yaml, Map.of());

            // When
            String a = settings.text("a", List.of(), "default");
            settings.finish();

            // Then
            assertThat(a).as(yaml).isEqualTo("default");
        }
    }

    @Test
    void secretsAreNeverShown() {
        // Given
        SettingsReader settings = read(
                "password: [hunter2]\ndatabase_url: postgres://ghost:hunter2@db/packages?password=hunter2\nunknown: hunter2\n",
                Map.of("TOKEN", "hunter2", "BAD_URL", "gopher://me:hunter2@h"));

        // When
        String token = settings.secretOrNull("token", List.of("TOKEN"));
        settings.secretOrNull("password", List.of());
        settings.text("database_url", List.of(), "");
        settings.uri("bad_url", List.of("BAD_URL"), URI.create("http://h"), List.of("http"));

        // Then
        assertThat(token).isEqualTo("hunter2");
        assertThat(settings.effective().toString())
                .doesNotContain("hunter2")
                .contains("postgres://ghost:(secret)@db/packages?password=(secret)");
        assertThat(violations(settings)).hasSize(3).noneMatch(v -> v.contains("hunter2"));
    }

    @Test
    void quantitiesThatOverflowOrHaveAnotherUnitAreRefused() {
        for (String text :
                List.of("9223372036854775807d", "99999999999999999999", "1.5", "0x10", "1_000", "1 2", "m", "-")) {
            // Given
            SettingsReader settings = read("a: '" + text + "'\n", Map.of());

            // When
            settings.durationS("a", List.of(), 1, Long.MIN_VALUE, Long.MAX_VALUE);

            // Then
            assertThat(violations(settings)).as(text).hasSize(1);
        }
    }

    @Test
    void aDefaultOutsideItsOwnRangeIsAProgrammersError() {
        SettingsReader settings = Settings.read(Optional.empty(), Map.of());
        assertThatThrownBy(() -> settings.number("a", List.of(), 0, 1, 2)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> settings.choice("a", List.of(), "x", List.of("y")))
                .isInstanceOf(IllegalStateException.class);
    }

    private SettingsReader read(String yaml, Map<String, String> env) {
        try {
            Files.writeString(file(), yaml);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Settings.read(Optional.of(file()), env);
    }

    private Path file() {
        return folder.resolve("test.yaml");
    }

    private static List<String> violations(SettingsReader settings) {
        try {
            settings.finish();
            return List.of();
        } catch (SettingsException e) {
            return e.violations();
        }
    }
}
