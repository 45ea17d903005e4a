package ghosthunter.hub.operator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The OpenID Connect issuer whose tokens are taken.
 *
 * @param issuer its URL, without a slash at the end; {@code /.well-known/openid-configuration} is below it
 * @param clientId what its tokens must name as their audience
 * @param roleClaim the claim that holds a word or a list of words
 * @param roles which word of it gives which role; the highest counts
 * @param tenantClaim the claim that names the tenant, or null: everybody is of the default one
 */
public record OidcSettings(
        String issuer,
        String clientId,
        String roleClaim,
        Map<String, Role> roles,
        @Nullable String tenantClaim) {
    public OidcSettings {
        roles = Map.copyOf(roles);
    }
}
