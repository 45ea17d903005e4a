package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.entity.ClientDesk;
import ghosthunter.hub.entity.Stored;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a terminal becomes one: registered by an administrator, activated with a code on its machine, then known by its API key. */
final class TerminalsApi {
    /** How long an activation code is good. */
    static final Duration CODE_LIFE = Duration.ofHours(24);

    private static final Pattern MAC = Pattern.compile("[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}");
    private static final Pattern CODE = Pattern.compile("[0-9]{6}");
    private static final Pattern TERMINAL_CODE = Pattern.compile("[A-Za-z0-9._-]{1,50}");
    private static final String ACTIVATION = "activation";
    private static final String BAD_CODE = "Invalid or expired activation code";

    private final DialectPorts ports;
    private final Shops shops;
    private final Callers callers;
    private final CposSecrets secrets;
    private final Guesses guesses = new Guesses();

    TerminalsApi(DialectPorts ports, Shops shops, Callers callers, CposSecrets secrets) {
        this.ports = ports;
        this.shops = shops;
        this.callers = callers;
        this.secrets = secrets;
    }

    /** {@code POST /auth/terminal/register}. */
    Future<Answer> register(DialectRequest request) {
        return callers.user(request, User.TERMINALS).compose(caller -> {
            BodyFields fields = new BodyFields(request.requireObject());
            String storeId = fields.text("storeId", AuthApi.UUID_FORM, "must be a UUID");
            String branchId = fields.text("branchId", AuthApi.UUID_FORM, "must be a UUID");
            String code = fields.text("terminalCode", TERMINAL_CODE, "must be 1 to 50 letters, digits or . _ -");
            String mac = fields.text("macAddress", MAC, "must be a MAC address such as 00:1B:44:11:3A:B7");
            String serial = fields.textOrNull("serialNumber");
            JsonObject data = new JsonObject()
                    .put("storeId", storeId)
                    .put("branchId", branchId)
                    .put("terminalCode", code)
                    .put("terminalName", fields.text("terminalName"))
                    .put("macAddress", Names.canonical(mac))
                    .put("locationId", fields.textOrNull("locationId"))
                    .put("serialNumber", serial)
                    .put("features", fields.texts("features"))
                    .put("allowedIPs", fields.texts("allowedIPs"))
                    .put("isActive", false)
                    .put("status", "INACTIVE")
                    .put("registeredBy", caller.user().id())
                    .put("registeredAt", Iso.of(ports.clock().instant()));
            fields.check();
            if (!caller.user().sees(storeId)) {
                throw CposFailure.forbidden();
            }
            return shops.one(CposTypes.STORE, storeId, "Store")
                    .compose(store -> shops.one(CposTypes.BRANCH, branchId, "Branch"))
                    .compose(branch -> registered(branch, data, serial));
        });
    }

    private Future<Answer> registered(Stored.Entity branch, JsonObject data, @Nullable String serial) {
        if (!data.getString("storeId").equals(branch.data().getString("storeId"))) {
            return Future.failedFuture(CposFailure.missing("Branch"));
        }
        String id = ports.ids().get().toString();
        String code = secrets.newCode();
        String apiKey = secrets.apiKey(id);
        Instant expiresAt = ports.clock().instant().plus(CODE_LIFE);
        data.put(
                ACTIVATION,
                new JsonObject().put("sealed", secrets.sealed(id, code)).put("expiresAt", Iso.of(expiresAt)));
        Terminal terminal = new Terminal(shops.tenant(), id, 1, data);
        List<String> names = new ArrayList<>(
                List.of(Names.terminal(terminal.code()), Names.mac(terminal.macAddress()), Names.apiKey(apiKey)));
        if (serial != null) {
            names.add(Names.serial(serial));
        }
        return shops.make(new Shops.Made(CposTypes.TERMINAL, id, data, names), "Terminal " + terminal.code())
                .compose(made -> asDevice(terminal))
                .map(done -> Answer.ok(new JsonObject()
                        .put("success", true)
                        .put(
                                "terminal",
                                new JsonObject()
                                        .put("id", id)
                                        .put("terminalCode", terminal.code())
                                        .put("terminalName", data.getString("terminalName")))
                        .put("activationCode", code)
                        .put("apiKey", apiKey)
                        .put("expiresAt", Iso.of(expiresAt))));
    }

    /** In the list of devices, and in the group of its store, whose news it is called for. */
    private Future<Void> asDevice(Terminal terminal) {
        return ports.devices()
                .register(new ClientDesk.Client(
                        terminal.device(), "terminal", CposDialect.NAME, terminal.code(), terminal.storeId()));
    }

    /** {@code POST /auth/terminal/activate}: the code works once, on the machine that it was made for. */
    Future<Answer> activate(DialectRequest request) {
        BodyFields fields = new BodyFields(request.requireObject());
        String code = fields.text("activationCode", CODE, "must be 6 digits");
        String mac = Names.canonical(fields.text("macAddress", MAC, "must be a MAC address"));
        String ip = fields.textOrNull("ipAddress");
        fields.check();
        long nowMs = ports.clock().millis();
        long waitS = guesses.waitS(mac, nowMs);
        if (waitS > 0) {
            return Future.failedFuture(CposFailure.locked(waitS));
        }
        return shops.terminalOf(Names.mac(mac))
                .map(found -> found.filter(terminal -> opens(terminal, code)).orElseThrow(() -> {
                    guesses.missed(mac, nowMs);
                    return CposFailure.auth(BAD_CODE);
                }))
                .map(terminal -> allowed(terminal, request))
                .compose(terminal -> activated(terminal, ip == null ? Callers.address(request) : ip))
                .compose(terminal -> asDevice(terminal).map(terminal))
                .compose(this::welcome);
    }

    private boolean opens(Terminal terminal, String code) {
        JsonObject activation = terminal.data().getJsonObject(ACTIVATION);
        return activation != null
                && secrets.opens(terminal.id(), code, activation.getString("sealed", ""))
                && Instant.parse(activation.getString("expiresAt"))
                        .isAfter(ports.clock().instant());
    }

    private static Terminal allowed(Terminal terminal, DialectRequest request) {
        if (!terminal.mayComeFrom(Callers.address(request))) {
            throw CposFailure.auth("IP address not allowed");
        }
        return terminal;
    }

    /** Of two that use the code at once one is too late. */
    private Future<Terminal> activated(Terminal terminal, String ip) {
        JsonObject fields = new JsonObject()
                .putNull(ACTIVATION)
                .put("isActive", true)
                .put("status", "ONLINE")
                .put("ipAddress", ip)
                .put("lastActivatedAt", Iso.of(ports.clock().instant()));
        return shops.patch(CposTypes.TERMINAL, terminal.id(), fields, terminal.version())
                .map(entity -> Terminal.of(shops.tenant(), entity))
                .recover(failure -> Future.failedFuture(
                        Shops.is(failure, ProblemType.CONFLICT) ? CposFailure.auth(BAD_CODE) : failure));
    }

    /** {@code POST /auth/terminal/authenticate}. */
    Future<Answer> authenticate(DialectRequest request) {
        BodyFields fields = new BodyFields(request.requireObject());
        String apiKey = fields.textOrNull("apiKey");
        String mac = fields.textOrNull("macAddress");
        if (apiKey == null || apiKey.isEmpty()) {
            return Future.failedFuture(CposFailure.of(400, "apiKey is required"));
        }
        if (mac == null || mac.isEmpty()) {
            return Future.failedFuture(CposFailure.of(400, "macAddress is required"));
        }
        Future<Optional<Terminal>> found = CposSecrets.isApiKey(apiKey)
                ? shops.terminalOf(Names.apiKey(apiKey))
                : Future.succeededFuture(Optional.empty());
        return found.map(terminal -> terminal.filter(known -> known.macAddress().equals(Names.canonical(mac)))
                        .orElseThrow(() -> CposFailure.auth("Invalid credentials")))
                .map(terminal -> {
                    if (!terminal.isActive()) {
                        throw CposFailure.auth("Terminal is not active");
                    }
                    return allowed(terminal, request);
                })
                .compose(terminal ->
                        ports.devices().seen(terminal.device(), null).map(terminal))
                .compose(this::welcome);
    }

    private Future<Answer> welcome(Terminal terminal) {
        return whole(terminal)
                .map(shown -> Answer.ok(new JsonObject()
                        .put("success", true)
                        .put("terminal", shown.put("apiKey", secrets.apiKey(terminal.id())))
                        .put("token", callers.tokenOf(terminal))));
    }

    /** With its store, branch and location, as far as they are known here. */
    private Future<JsonObject> whole(Terminal terminal) {
        JsonObject shown = shown(terminal);
        return member(shown, "store", CposTypes.STORE, terminal.storeId())
                .compose(done -> member(shown, "branch", CposTypes.BRANCH, terminal.branchId()))
                .compose(done -> member(
                        shown,
                        "location",
                        CposTypes.ofWire("Location").orElseThrow(),
                        String.valueOf(terminal.data().getString("locationId"))));
    }

    private Future<JsonObject> member(JsonObject shown, String member, String type, String key) {
        return shops.find(type, key)
                .map(found -> shown.put(member, found.map(AuthApi::shown).orElse(null)));
    }

    /** {@code GET /auth/terminal/list}. */
    Future<Answer> list(DialectRequest request) {
        String storeId = request.param("storeId").orElse(null);
        return callers.user(request, User.SYNC_READ)
                .compose(caller -> shops.all(CposTypes.TERMINAL).map(found -> {
                    JsonArray terminals = new JsonArray();
                    found.stream()
                            .map(entity -> Terminal.of(shops.tenant(), entity))
                            .filter(terminal ->
                                    storeId == null || terminal.storeId().equals(storeId))
                            .filter(terminal -> caller.user().sees(terminal.storeId()))
                            .forEach(terminal -> terminals.add(shown(terminal)));
                    return Answer.ok(new JsonObject()
                            .put("success", true)
                            .put("terminals", terminals)
                            .put("totalCount", terminals.size()));
                }));
    }

    /** Without what nobody is to see. */
    private static JsonObject shown(Terminal terminal) {
        JsonObject shown = terminal.data().copy().put("id", terminal.id());
        Object unused = shown.remove(ACTIVATION);
        return shown;
    }
}
