package ghosthunter.hub.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.settings.Settings.SettingsException;
import ghosthunter.hub.operator.OidcSettings;
import ghosthunter.hub.operator.Role;
import ghosthunter.hub.tls.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubConfigReaderTest {
    private static final Path SHIPPED = Path.of("..", "conf", "hub.yaml");

    @TempDir
    Path dir;

    @Test
    void withoutAFileTheDefaultsHold() {
        // When
        HubConfig config = HubConfigReader.read(Optional.empty(), Map.of()).config();

        // Then
        assertThat(config.bind().host()).isEqualTo("127.0.0.1");
        assertThat(config.bind().port()).isEqualTo(8080);
        assertThat(config.database().url()).isNull();
        assertThat(config.database().embedded().port()).isEqualTo(54329);
        assertThat(config.dataDir()).isEqualTo(Path.of("data").toAbsolutePath());
        assertThat(config.dialects().of("ghosthunter").isPresent()).isTrue();
    }

    @Test
    void theShippedFileSaysWhatTheDefaultsAre() {
        // When
        HubConfig shipped = HubConfigReader.read(Optional.of(SHIPPED), Map.of()).config();

        // Then
        assertThat(shipped)
                .isEqualTo(HubConfigReader.read(Optional.empty(), Map.of()).config());
    }

    @Test
    void theEnvironmentOverridesTheFile() {
        // Given
        Map<String, String> env = Map.of(
                "PORT", "9090",
                "HOST", "127.0.0.2",
                "DATA_DIR", dir.toString(),
                "EMBEDDED_POSTGRES_PORT", "0",
                "DATABASE_URL", "postgres://hub:geheim@db/packages");

        // When
        HubConfigReader.Read read = HubConfigReader.read(Optional.of(SHIPPED), env);

        // Then
        HubConfig config = read.config();
        assertThat(config.bind().port()).isEqualTo(9090);
        assertThat(config.bind().host()).isEqualTo("127.0.0.2");
        assertThat(config.dataDir()).isEqualTo(dir);
        assertThat(config.database().embedded().dataDir()).isEqualTo(dir);
        assertThat(config.database().embedded().port()).isZero();
        assertThat(String.valueOf(config.database().url())).isEqualTo("postgres://hub:***@db:5432/packages");
        assertThat(read.effective().toString()).doesNotContain("geheim").contains("environment PORT");
    }

    @Test
    void anIssuerHasItsClientItsClaimsAndItsRoles() throws IOException {
        // Given
        Path file = Files.writeString(dir.resolve("hub.yaml"), """
                operators:
                  access_token_s: 5m
                  oidc:
                    issuer: https://login.city.example/realms/lockers/
                    client_id: ghosthunter
                    role_claim: groups
                    tenant_claim: city
                    roles:
                      viewer: [staff, ops]
                      operator: [ops]
                """);

        // When
        HubConfig config = HubConfigReader.read(Optional.of(file), Map.of()).config();

        // Then
        assertThat(config.operators().accessTokenS()).isEqualTo(300);
        assertThat(config.operators().oidc())
                .isEqualTo(new OidcSettings(
                        "https://login.city.example/realms/lockers",
                        "ghosthunter",
                        "groups",
                        Map.of("staff", Role.VIEWER, "ops", Role.OPERATOR),
                        "city"));
    }

    @Test
    void anIssuerInTheClearWithoutAClientOrARoleIsRefused() {
        // Then
        assertThatThrownBy(
                        () -> HubConfigReader.read(Optional.empty(), Map.of("OIDC_ISSUER", "http://login.city.example"))
                                .config()
                                .bind())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("operators.oidc.client_id: is set together with operators.oidc.issuer")
                .hasMessageContaining("operators.oidc.issuer: must be an https URL")
                .hasMessageContaining("operators.oidc.roles: must name a word");
    }

    @Test
    void everyMistakeIsInOneReportWithItsRangeAndNoSecret() throws IOException {
        // Given
        Path file = Files.writeString(dir.resolve("hub.yaml"), """
                http:
                  port: 80800
                  host: 0.0.0.0
                custody:
                  drift_pmm: 500
                database:
                  url: postgres://hub:geheim@
                """);

        // When
        assertThatThrownBy(() -> HubConfigReader.read(Optional.of(file), Map.of())
                        .config()
                        .bind())

                // Then
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("4 settings are wrong")
                .hasMessageContaining("http.port: must be a whole number from 0 to 65535")
                .hasMessageContaining("http.host: plain http leaves this machine")
                .hasMessageContaining("custody.drift_pmm: there is no such setting; did you mean custody.drift_ppm?")
                .hasMessageContaining("database.url: not the address of a database")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void plainHttpBeyondThisMachineNeedsItsNameOrTls() throws IOException {
        // Given
        Path file = Files.writeString(dir.resolve("hub.yaml"), "http:\n  host: 0.0.0.0\n");

        // Then
        assertThatThrownBy(() -> HubConfigReader.read(Optional.of(file), Map.of())
                        .config()
                        .bind())
                .hasMessageContaining("plain http leaves this machine");
        assertThat(HubConfigReader.read(Optional.of(file), Map.of("INSECURE_HTTP", "true"))
                        .config()
                        .bind()
                        .host())
                .isEqualTo("0.0.0.0");
        assertThat(HubConfigReader.read(Optional.of(file), Map.of("TLS_CERT", "c.pem", "TLS_KEY", "k.pem"))
                        .config()
                        .bind()
                        .tls())
                .isEqualTo(new TlsSettings(Path.of("c.pem"), Path.of("k.pem"), null, 10_000));
        assertThatThrownBy(() -> HubConfigReader.read(Optional.empty(), Map.of("TLS_CERT", "c.pem"))
                        .config()
                        .bind())
                .hasMessageContaining("cert and key belong together");
    }

    @Test
    void aDialectThatCannotAuthenticateIsOnByItselfOnlyOnLoopback() throws IOException {
        // Given
        Path byName = Files.writeString(dir.resolve("hub.yaml"), "dialects:\n  ghosthunter: true\n");
        Path off = Files.writeString(dir.resolve("off.yaml"), "dialects:\n  ghosthunter: false\n");
        Map<String, String> open = Map.of("HOST", "0.0.0.0", "INSECURE_HTTP", "true");

        // Then
        assertThat(HubConfigReader.read(Optional.empty(), open)
                        .config()
                        .dialects()
                        .of("ghosthunter")
                        .isPresent())
                .isFalse();
        assertThat(HubConfigReader.read(Optional.of(byName), open)
                        .config()
                        .dialects()
                        .of("ghosthunter")
                        .isPresent())
                .isTrue();
        assertThat(HubConfigReader.read(Optional.of(off), Map.of())
                        .config()
                        .dialects()
                        .of("ghosthunter")
                        .isPresent())
                .isFalse();
    }

    @Test
    void aSecretOfAnotherSystemsTokensIsReadAtTheStartOrSaidToBeWrong() throws IOException {
        // Given
        Path none = dir.resolve("none");
        Path weak = Files.writeString(dir.resolve("weak"), "secret\n");
        Path good = Files.writeString(dir.resolve("good"), "0123456789abcdef0123456789abcdef\n");

        // Then
        assertThat(withSecret(good).config().dialects().of("cpos").orElseThrow().jwtSecret())
                .hasToString("TokenSecret[***]");
        assertThatThrownBy(() -> withSecret(none))
                .hasMessageContaining("cpos.jwt_secret_file")
                .hasMessageContaining("there is no file " + none);
        assertThatThrownBy(() -> withSecret(weak))
                .hasMessageContaining("cpos.jwt_secret_file")
                .hasMessageContaining("has 6 bytes; HS256 wants 32 or more");
    }

    private HubConfigReader.Read withSecret(Path file) throws IOException {
        Path settings = Files.writeString(dir.resolve("hub.yaml"), "cpos:\n  jwt_secret_file: " + file + "\n");
        return HubConfigReader.read(Optional.of(settings), Map.of());
    }

    @Test
    void theHeaderOfAnOldWebApplicationIsTrustedOnlyWhereThatIsWrittenDown() throws IOException {
        // Given
        Path trusting =
                Files.writeString(dir.resolve("hub.yaml"), "posduif:\n  tenant: acme\n  trust_user_header: true\n");

        // When
        HubConfig plain = HubConfigReader.read(Optional.empty(), Map.of()).config();
        HubConfig told = HubConfigReader.read(Optional.of(trusting), Map.of()).config();

        // Then
        assertThat(plain.dialects().of("posduif").orElseThrow().flags()).isEmpty();
        assertThat(told.dialects().of("posduif").orElseThrow().flags()).containsExactly("trust_user_header");
        assertThat(told.dialects().of("posduif").orElseThrow().tenant().value()).isEqualTo("acme");
        assertThat(told.entities().type("posduif-message")).isPresent();
    }
}
