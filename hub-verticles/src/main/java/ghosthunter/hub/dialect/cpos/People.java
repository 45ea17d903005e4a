package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.operator.Actor;
import ghosthunter.hub.operator.OperatorName;
import ghosthunter.hub.operator.PasswordRule;
import ghosthunter.hub.operator.Role;
import ghosthunter.hub.operator.Scope;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * People of shops: each is an operator {@code cpos.<username>}, who holds the password, with a profile that holds the role. For the
 * hub's own API such an operator is a guest, who may do nothing there, whatever the role is here.
 */
final class People {
    /** A user name; capitals and small letters are the same. */
    static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,49}");

    private static final String PREFIX = "cpos.";

    private final DialectPorts ports;
    private final Shops shops;
    private final Actor hub;
    private final Scope scope;

    People(DialectPorts ports, Shops shops) {
        this.ports = ports;
        this.shops = shops;
        this.hub = new Actor(Actor.Kind.NOBODY, "cpos", new Scope(Role.TENANT_ADMIN, shops.tenant()), null);
        this.scope = new Scope(Role.GUEST, shops.tenant());
    }

    /** The one spelling of a user name. */
    static String canonical(String username) {
        return username.toLowerCase(Locale.ROOT);
    }

    /** The operator that holds somebody's password. */
    static OperatorName operator(String username) {
        return new OperatorName(PREFIX + canonical(username));
    }

    /**
     * Reads a person from a body that has a password.
     *
     * @param role what the person shall be
     */
    JsonObject profile(BodyFields fields, String role) {
        String username = fields.text("username", USERNAME, "must be 1 to 50 letters, digits or . _ @ + -");
        return new JsonObject()
                .put("id", ports.ids().get().toString())
                .put("username", canonical(username))
                .put("email", fields.text("email", AuthApi.EMAIL, "must be an e-mail address"))
                .put("firstName", fields.text("firstName"))
                .put("lastName", fields.text("lastName"))
                .put("phone", fields.textOrNull("phone"))
                .put("role", role);
    }

    /** Whether a password is one, for the list of what is wrong. */
    static void requirePassword(BodyFields fields, String password) {
        try {
            PasswordRule.MIXED.check(password);
        } catch (IllegalArgumentException e) {
            fields.require(password.isEmpty(), String.valueOf(e.getMessage()));
        }
    }

    /**
     * Adds a person; fails with 409 where the name is taken.
     *
     * @param names what else is taken with it
     */
    Future<User> add(JsonObject profile, String password, List<String> names) {
        String username = profile.getString("username");
        OperatorName operator = operator(username);
        return shops.find(CposTypes.USER, username)
                .compose(found -> found.isPresent()
                        ? Future.failedFuture(CposFailure.duplicate("User " + username))
                        : addOperator(operator, password))
                .compose(added -> shops.make(
                                new Shops.Made(CposTypes.USER, username, profile, names), "User " + username)
                        .recover(failure -> ports.operators()
                                .operators()
                                .remove(hub, operator)
                                .transform(removed -> Future.failedFuture(failure))))
                .map(made -> new User(username, profile));
    }

    /** An operator without a profile is what a crash between the two left. */
    private Future<Void> addOperator(OperatorName operator, String password) {
        var operators = ports.operators().operators();
        return operators
                .add(hub, operator, password, scope, PasswordRule.MIXED)
                .recover(failure -> Shops.is(failure, ProblemType.CONFLICT)
                        ? operators
                                .remove(hub, operator)
                                .compose(removed -> operators.add(hub, operator, password, scope, PasswordRule.MIXED))
                        : Future.failedFuture(failure));
    }
}
