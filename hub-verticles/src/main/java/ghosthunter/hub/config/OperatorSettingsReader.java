package ghosthunter.hub.config;

import ghosthunter.codecs.settings.SettingsReader;
import ghosthunter.hub.operator.OidcSettings;
import ghosthunter.hub.operator.OperatorSettings;
import ghosthunter.hub.operator.Role;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads {@code operators} of the settings. */
final class OperatorSettingsReader {
    private static final String ISSUER = "operators.oidc.issuer";
    private static final String CLIENT_ID = "operators.oidc.client_id";

    private final SettingsReader settings;

    OperatorSettingsReader(SettingsReader settings) {
        this.settings = settings;
    }

    Supplier<OperatorSettings> read() {
        OperatorSettings standard = OperatorSettings.DEFAULT;
        long accessS = settings.durationS("operators.access_token_s", List.of(), standard.accessTokenS(), 60, 3_600);
        long refreshS =
                settings.durationS("operators.refresh_token_s", List.of(), standard.refreshTokenS(), 3_600, 7 * 86_400);
        long sessionS = settings.durationS("operators.session_s", List.of(), standard.sessionS(), 3_600, 366 * 86_400);
        settings.require(
                sessionS >= refreshS, "operators.session_s", "must be at least as long as operators.refresh_token_s");
        Supplier<@Nullable OidcSettings> oidc = oidc();
        return () -> new OperatorSettings(accessS, refreshS, sessionS, oidc.get());
    }

    private Supplier<@Nullable OidcSettings> oidc() {
        String issuer = settings.textOrNull(ISSUER, List.of("OIDC_ISSUER"));
        String clientId = settings.textOrNull(CLIENT_ID, List.of("OIDC_CLIENT_ID"));
        String roleClaim = settings.text("operators.oidc.role_claim", List.of(), "roles");
        String tenantClaim = settings.textOrNull("operators.oidc.tenant_claim", List.of());
        Map<String, Role> roles = new HashMap<>();
        for (Role role : EnumSet.range(Role.VIEWER, Role.SYSTEM_ADMIN)) {
            String words = "operators.oidc.roles." + role.slug().replace('-', '_');
            settings.texts(words, List.of(), List.of())
                    .forEach(word -> roles.merge(word, role, OperatorSettingsReader::higher));
        }
        settings.require((issuer == null) == (clientId == null), CLIENT_ID, "is set together with " + ISSUER);
        settings.require(issuer == null || isIssuer(issuer), ISSUER, "must be an https URL; http only on loopback");
        settings.require(
                issuer == null || !roles.isEmpty(), "operators.oidc.roles", "must name a word of the claim for a role");
        return () -> issuer == null || clientId == null
                ? null
                : new OidcSettings(withoutSlash(issuer), clientId, roleClaim, roles, tenantClaim);
    }

    private static Role higher(Role one, Role other) {
        return one.includes(other) ? one : other;
    }

    private static String withoutSlash(String issuer) {
        return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }

    /** The keys that sign tokens come from there, so nobody on the way may change them. */
    private static boolean isIssuer(String text) {
        try {
            URI uri = new URI(text);
            String host = uri.getHost();
            boolean here = host != null && (host.equals("localhost") || host.startsWith("127."));
            return host != null && ("https".equals(uri.getScheme()) || (here && "http".equals(uri.getScheme())));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
