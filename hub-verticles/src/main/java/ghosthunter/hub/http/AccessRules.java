package ghosthunter.hub.http;

import ghosthunter.hub.operator.Role;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;

/**
 * Who may what: the one table. Whatever is below {@code /v1/} and not in it is for system admins alone, so that a path that
 * somebody adds is closed until it is written down here. Pure.
 *
 * <p>A path matches as it is, or by what it begins with where the rule ends with a slash and a star.
 */
public final class AccessRules {
    private static final String BELOW = "/*";
    private static final String API = "/v1/";

    /** These look for their own proof: a device's signature, a token, a password. Exact paths and methods only. */
    private static final Set<String> OPEN = Set.of(
            "POST /v1/sync",
            "POST /v1/enroll",
            "POST /v1/keys",
            "GET /v1/hub-keys",
            "HEAD /v1/hub-keys",
            "GET /v1/stream",
            "POST /v1/bootstrap",
            "POST /v1/login",
            "POST /v1/token");

    /** The first that matches counts. Reading is GET and HEAD, acting everything else. */
    private static final List<Rule> RULES = List.of(
            new Rule("/v1/lockers", Role.VIEWER, Role.OPERATOR),
            new Rule("/v1/lockers/*", Role.VIEWER, Role.OPERATOR),
            new Rule("/v1/packages/*", Role.VIEWER, Role.OPERATOR),
            new Rule("/v1/findings", Role.VIEWER, Role.OPERATOR),
            new Rule("/v1/findings/*", Role.VIEWER, Role.OPERATOR),
            new Rule("/v1/presence", Role.VIEWER, Role.SYSTEM_ADMIN),
            new Rule("/v1/presence/*", Role.VIEWER, Role.SYSTEM_ADMIN),
            new Rule("/v1/triggers", Role.SYSTEM_ADMIN, Role.OPERATOR),
            new Rule("/v1/commands", Role.VIEWER, Role.OPERATOR),
            new Rule("/v1/commands/*", Role.VIEWER, Role.OPERATOR),
            new Rule("/v1/entities/*", Role.VIEWER, Role.OPERATOR),
            new Rule("/v1/conflicts", Role.VIEWER, Role.OPERATOR),
            new Rule("/v1/conflicts/*", Role.VIEWER, Role.OPERATOR),
            new Rule("/v1/groups/*", Role.VIEWER, Role.OPERATOR),
            new Rule("/v1/whoami", Role.VIEWER, Role.SYSTEM_ADMIN),
            new Rule("/v1/logout", Role.VIEWER, Role.VIEWER),
            new Rule("/v1/password", Role.VIEWER, Role.VIEWER),
            new Rule("/v1/operators", Role.TENANT_ADMIN, Role.TENANT_ADMIN),
            new Rule("/v1/operators/*", Role.TENANT_ADMIN, Role.TENANT_ADMIN),
            new Rule("/v1/api-keys", Role.TENANT_ADMIN, Role.TENANT_ADMIN),
            new Rule("/v1/api-keys/*", Role.TENANT_ADMIN, Role.TENANT_ADMIN),
            new Rule("/v1/events", Role.TENANT_ADMIN, Role.SYSTEM_ADMIN));

    private final boolean metricsOpen;

    /** @param metricsOpen whether {@code /metrics} needs nobody to sign in, as on loopback */
    public AccessRules(boolean metricsOpen) {
        this.metricsOpen = metricsOpen;
    }

    private record Rule(String path, Role toRead, Role toAct) {
        boolean matches(String asked) {
            return path.endsWith(BELOW) ? asked.startsWith(path.substring(0, path.length() - 1)) : asked.equals(path);
        }
    }

    /**
     * What a request needs.
     *
     * @param path normalized, as the router matches it
     */
    Need of(HttpMethod method, String path) {
        if (path.equals("/metrics")) {
            return metricsOpen ? Need.NOTHING : Need.toRead(Role.VIEWER);
        }
        if (!path.startsWith(API) || OPEN.contains(method + " " + path)) {
            return Need.NOTHING;
        }
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        for (Rule rule : RULES) {
            if (rule.matches(path)) {
                return reads ? Need.toRead(rule.toRead()) : Need.toAct(rule.toAct());
            }
        }
        return reads ? Need.toRead(Role.SYSTEM_ADMIN) : Need.toAct(Role.SYSTEM_ADMIN);
    }
}
