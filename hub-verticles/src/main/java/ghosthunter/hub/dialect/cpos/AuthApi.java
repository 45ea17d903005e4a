package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.operator.Grant;
import ghosthunter.hub.operator.PasswordRule;
import ghosthunter.hub.operator.Secret;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Signing in and out, and what administrators make: people, stores, branches. */
final class AuthApi {
    static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,120}");
    static final Pattern UUID_FORM = Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern CODE = Pattern.compile("[A-Z0-9_-]{1,50}");
    private static final String CODE_RULE = "must match ^[A-Z0-9_-]+$ and have at most 50 characters";
    private static final int SYNC_INTERVAL_S = 300;

    private final DialectPorts ports;
    private final Shops shops;
    private final People people;
    private final Callers callers;
    private final boolean openSetup;

    /** @param openSetup whether the first super-admin may be made from another machine */
    AuthApi(DialectPorts ports, Shops shops, People people, Callers callers, boolean openSetup) {
        this.ports = ports;
        this.shops = shops;
        this.people = people;
        this.callers = callers;
        this.openSetup = openSetup;
    }

    /** {@code POST /auth/setup/super-admin}: works once, and from this machine alone unless the settings say otherwise. */
    Future<Answer> setup(DialectRequest request) {
        if (!openSetup && !isLoopback(request)) {
            return Future.failedFuture(CposFailure.forbidden());
        }
        BodyFields fields = new BodyFields(request.requireObject());
        JsonObject profile = people.profile(fields, User.SUPER_ADMIN);
        String password = fields.secret("password");
        People.requirePassword(fields, password);
        fields.check();
        return shops.find(CposTypes.NAME, Names.SUPER_ADMIN)
                .compose(found -> found.isPresent()
                        ? Future.failedFuture(CposFailure.auth("Super admin already exists"))
                        : people.add(profile, password, List.of(Names.SUPER_ADMIN)))
                .map(user -> Answer.created(new JsonObject()
                        .put("success", true)
                        .put("message", "Super admin created")
                        .put("user", user.shown())));
    }

    private static boolean isLoopback(DialectRequest request) {
        String address = Callers.address(request);
        return address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
    }

    /** {@code POST /auth/admin/login}. */
    Future<Answer> login(DialectRequest request) {
        BodyFields fields = new BodyFields(request.requireObject());
        String username = fields.text("username");
        String password = fields.secret("password");
        fields.check();
        String name = People.USERNAME.matcher(username).matches()
                ? People.operator(username).value()
                : "cpos " + username;
        return ports.operators()
                .sessions()
                .login(name, password)
                .compose(grant -> granted(grant, People.canonical(username)))
                .map(answer -> Answer.ok(answer));
    }

    private Future<JsonObject> granted(Grant grant, String username) {
        return shops.find(CposTypes.USER, username)
                .map(found -> found.map(User::of).orElseThrow(() -> CposFailure.auth("Invalid credentials")))
                .compose(user -> store(user.storeId())
                        .map(store -> new JsonObject()
                                .put("success", true)
                                .put("user", user.shown().put("store", store.orElse(null)))
                                .put("tokens", tokens(grant, user))
                                .put("permissions", user.permissions())));
    }

    private JsonObject tokens(Grant grant, User user) {
        return new JsonObject()
                .put("accessToken", callers.tokenOf(user, session(grant)))
                .put("refreshToken", grant.refresh().text())
                .put("expiresIn", Callers.USER_LIFE_S);
    }

    private static UUID session(Grant grant) {
        return Objects.requireNonNull(grant.actor().session(), "a login has a session");
    }

    private Future<Optional<JsonObject>> store(@Nullable String id) {
        return id == null
                ? Future.succeededFuture(Optional.empty())
                : shops.find(CposTypes.STORE, id).map(found -> found.map(AuthApi::shown));
    }

    /** {@code POST /auth/refresh}: each refresh token works once, the next one comes with the answer. */
    Future<Answer> refresh(DialectRequest request) {
        BodyFields fields = new BodyFields(request.requireObject());
        String text = fields.secret("refreshToken");
        fields.check();
        Secret secret;
        try {
            secret = Secret.parse(Secret.Kind.REFRESH, text);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(CposFailure.unauthenticated("Invalid token"));
        }
        return ports.operators()
                .sessions()
                .refresh(secret)
                .recover(failure -> Future.failedFuture(
                        Shops.is(failure, ProblemType.LOGIN_REFUSED)
                                ? CposFailure.unauthenticated("Invalid token")
                                : failure))
                .compose(grant -> shops.find(
                                CposTypes.USER, grant.actor().name().replaceFirst("^cpos\\.", ""))
                        .map(found ->
                                found.map(User::of).orElseThrow(() -> CposFailure.unauthenticated("Invalid token")))
                        .map(user -> tokens(grant, user)))
                .map(tokens -> Answer.ok(new JsonObject()
                        .put("success", true)
                        .put("tokens", tokens)
                        .put("type", "user")));
    }

    /** {@code POST /auth/logout}. */
    Future<Answer> logout(DialectRequest request) {
        return callers.user(request, "")
                .compose(caller -> ports.operators().sessions().logout(caller.session()))
                .map(done -> Answer.success());
    }

    /** {@code POST /auth/user/create}: a manager makes people of the own store, with roles below the own. */
    Future<Answer> createUser(DialectRequest request) {
        return callers.user(request, User.USERS)
                .compose(caller -> {
                    BodyFields fields = new BodyFields(request.requireObject());
                    String role = fields.text("role");
                    fields.require(role.isEmpty() || User.isRole(role), "role is none that there is");
                    JsonObject profile = people.profile(fields, role);
                    String storeId = fields.textOrNull("storeId");
                    boolean needsStore = !role.equals(User.SUPER_ADMIN);
                    fields.require(!needsStore || storeId != null, "storeId is required");
                    String password = fields.secret("password");
                    People.requirePassword(fields, password);
                    fields.check();
                    User by = caller.user();
                    boolean below = !role.equals(User.SUPER_ADMIN) && !role.equals(User.STORE_MANAGER);
                    if (!by.isSuperAdmin() && (!below || !by.sees(String.valueOf(storeId)))) {
                        throw CposFailure.forbidden();
                    }
                    return (needsStore
                                    ? shops.one(CposTypes.STORE, String.valueOf(storeId), "Store")
                                            .<Object>map(store -> profile.put("storeId", storeId))
                                    : Future.succeededFuture(profile))
                            .compose(there -> people.add(profile, password, List.of()));
                })
                .map(user -> Answer.ok(new JsonObject().put("success", true).put("user", user.shown())));
    }

    /** {@code GET /auth/user/list}. */
    Future<Answer> users(DialectRequest request) {
        return callers.user(request, User.USERS)
                .compose(caller -> shops.all(CposTypes.USER).map(found -> {
                    JsonArray users = new JsonArray();
                    found.stream()
                            .map(User::of)
                            .filter(user -> caller.user().sees(String.valueOf(user.storeId())))
                            .forEach(user -> users.add(user.shown()));
                    return Answer.ok(new JsonObject()
                            .put("success", true)
                            .put("users", users)
                            .put("totalCount", users.size()));
                }));
    }

    /** {@code POST /auth/user/change-password}: the own one; all other sessions end. */
    Future<Answer> changePassword(DialectRequest request) {
        return callers.user(request, "").compose(caller -> {
            JsonObject body = request.requireObject();
            BodyFields fields = new BodyFields(body);
            String old = fields.secret(body.containsKey("oldPassword") ? "oldPassword" : "currentPassword");
            String password = fields.secret("newPassword");
            People.requirePassword(fields, password);
            fields.check();
            return ports.operators()
                    .operators()
                    .changePassword(
                            People.operator(caller.user().username()),
                            old,
                            password,
                            caller.session(),
                            PasswordRule.MIXED)
                    .map(done -> Answer.success());
        });
    }

    /** {@code POST /auth/store/register}. */
    Future<Answer> registerStore(DialectRequest request) {
        return callers.user(request, User.STORES).compose(caller -> {
            BodyFields fields = new BodyFields(request.requireObject());
            String code = fields.text("storeCode", CODE, CODE_RULE);
            JsonObject store = new JsonObject()
                    .put("storeCode", code)
                    .put("storeName", fields.text("storeName"))
                    .put("email", fields.textOrNull("email"))
                    .put("isActive", true);
            fields.check();
            return made(CposTypes.STORE, "store", "Store " + code, store, List.of(Names.store(code)));
        });
    }

    /** {@code POST /auth/branch/register}. */
    Future<Answer> registerBranch(DialectRequest request) {
        return callers.user(request, User.TERMINALS).compose(caller -> {
            BodyFields fields = new BodyFields(request.requireObject());
            String storeId = fields.text("storeId", UUID_FORM, "must be a UUID");
            String code = fields.text("branchCode", CODE, CODE_RULE);
            JsonObject branch = new JsonObject()
                    .put("storeId", storeId)
                    .put("branchCode", code)
                    .put("branchName", fields.text("branchName"))
                    .put("email", fields.textOrNull("email"))
                    .put("isActive", true)
                    .put("syncEnabled", true)
                    .put("syncInterval", SYNC_INTERVAL_S);
            fields.check();
            if (!caller.user().sees(storeId)) {
                throw CposFailure.forbidden();
            }
            return shops.one(CposTypes.STORE, storeId, "Store")
                    .compose(store -> made(
                            CposTypes.BRANCH,
                            "branch",
                            "Branch " + code,
                            branch,
                            List.of(Names.branch(storeId, code))));
        });
    }

    private Future<Answer> made(String type, String member, String what, JsonObject data, List<String> names) {
        String id = ports.ids().get().toString();
        return shops.make(new Shops.Made(type, id, data, names), what)
                .map(done -> Answer.ok(new JsonObject()
                        .put("success", true)
                        .put(member, data.copy().put("id", id))));
    }

    /** Its data with its id. */
    static JsonObject shown(Stored.Entity entity) {
        return entity.data().copy().put("id", entity.key());
    }
}
