package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.entity.CentreWriter;
import ghosthunter.hub.entity.ClientDesk.Client;
import ghosthunter.hub.entity.ClientWriter.Write;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.ledger.Expected;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Users, their names and their devices. A name is a user's for as long as the user has it, whoever else asks for it. */
final class Accounts {
    static final int NAME_CHARS_MAX = 64;

    /** The type of users of the web application. */
    static final String WEB = "web";

    /** The type of users of phones. */
    static final String MOBILE = "mobile";

    private final DialectPorts ports;
    private final TenantId home;

    /** @param home the tenant of the settings, which knows where everything else is */
    Accounts(DialectPorts ports, TenantId home) {
        this.ports = ports;
        this.home = home;
    }

    /** Something of a tenant. */
    record Found(TenantId tenant, Stored.Entity entity) {}

    /** One that there is and that is not deleted. */
    Future<Optional<Stored.Entity>> living(TenantId tenant, String type, String key) {
        return ports.entities().one(tenant, type, key).map(found -> found.filter(entity -> !entity.deleted()));
    }

    /** A user by id. */
    Future<Optional<Stored.Entity>> user(TenantId tenant, String id) {
        String canonical = Ids.canonical(id);
        return canonical.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : living(tenant, PosduifTypes.USER, canonical);
    }

    /** Whose a device is, in whatever tenant. */
    Future<Optional<Found>> phone(DeviceId device) {
        return find(PosduifTypes.PHONE, device.value());
    }

    /** Something that is in the tenant of the settings, or in the one to which its key leads from there. */
    Future<Optional<Found>> find(String type, String key) {
        return living(home, type, key)
                .compose(here -> here.isPresent()
                        ? Future.succeededFuture(here.map(entity -> new Found(home, entity)))
                        : living(home, PosduifTypes.ROUTE, route(type, key))
                                .compose(route -> route.isEmpty()
                                        ? Future.succeededFuture(Optional.empty())
                                        : elsewhere(tenant(route.get()), type, key)));
    }

    private Future<Optional<Found>> elsewhere(TenantId tenant, String type, String key) {
        return living(tenant, type, key).map(found -> found.map(entity -> new Found(tenant, entity)));
    }

    private static TenantId tenant(Stored.Entity route) {
        return new TenantId(route.data().getString("tenant_id"));
    }

    /** Lets {@link #find} find it; nothing where it is in the tenant of the settings. */
    Future<Void> lead(String type, String key, TenantId tenant) {
        return tenant.equals(home)
                ? Future.succeededFuture()
                : put(home, PosduifTypes.ROUTE, route(type, key), new JsonObject().put("tenant_id", tenant.value()));
    }

    private static String route(String type, String key) {
        return type + " " + key;
    }

    /** The centre writes. */
    Future<Void> put(TenantId tenant, String type, String key, JsonObject data) {
        return ports.centre()
                .write(new CentreWriter.Write(tenant, type, key, CentreWriter.Op.PUT, data, null, PosduifDialect.NAME))
                .mapEmpty();
    }

    /**
     * The user of somebody at the web application, made at the first time.
     *
     * @return fails with {@code conflict} where the name is another's
     */
    Future<Stored.Entity> web(TenantId tenant, String id, String username) {
        return user(tenant, id)
                .compose(there -> there.map(Future::succeededFuture).orElseGet(() -> makeWeb(tenant, id, username)));
    }

    /** The same, as {@link #web} would make it: nothing is written. */
    Future<Stored.Entity> webToBe(TenantId tenant, String id, String username) {
        return user(tenant, id)
                .compose(there -> there.map(Future::succeededFuture)
                        .orElseGet(() -> ports.entities()
                                .one(tenant, PosduifTypes.NAME, Ids.name(username))
                                .map(name -> {
                                    requireFree(name, id);
                                    return toBe(id, username);
                                })));
    }

    private Stored.Entity toBe(String id, String username) {
        String device = Ids.web(id).value();
        return new Stored.Entity(PosduifTypes.USER, id, 0, web(id, username), false, "*", 0, device, now());
    }

    private JsonObject web(String id, String username) {
        return profile(username, WEB, Ids.web(id)).put("created_at", Times.text(now()));
    }

    private Future<Stored.Entity> makeWeb(TenantId tenant, String id, String username) {
        DeviceRef device = new DeviceRef(tenant, Ids.web(id));
        JsonObject data = web(id, username);
        return ports.devices()
                .register(new Client(device, "terminal", PosduifDialect.NAME, username, null))
                .compose(registered -> ports.entities().one(tenant, PosduifTypes.NAME, Ids.name(username)))
                .compose(name -> {
                    requireFree(name, id);
                    return write(
                            device,
                            List.of(
                                    write(PosduifTypes.USER, id, data, 0),
                                    write(PosduifTypes.NAME, Ids.name(username), owner(id), version(name))),
                            List.of(
                                    new Expected(PosduifTypes.USER, id, 0, null),
                                    new Expected(PosduifTypes.NAME, Ids.name(username), version(name), null)));
                })
                // Somebody else may have made it at this very moment.
                .recover(failure -> Refusal.is(failure, ProblemType.CONFLICT)
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure))
                .compose(made -> user(tenant, id))
                .map(made -> made.orElseThrow(Accounts::taken));
    }

    /** Whether a user is of the web application, and not of a phone. */
    static boolean isWeb(Stored.Entity user) {
        return WEB.equals(user.data().getString("user_type"));
    }

    static JsonObject profile(String username, String type, DeviceId device) {
        return new JsonObject().put("username", username).put("user_type", type).put("device", device.value());
    }

    static JsonObject owner(String id) {
        return new JsonObject().put("user_id", id);
    }

    /** @throws ghosthunter.codecs.problem.ProblemException {@code conflict} where the name is another's */
    static void requireFree(Optional<Stored.Entity> name, String id) {
        boolean free = name.isEmpty()
                || name.get().deleted()
                || id.equals(name.get().data().getString("user_id"));
        if (!free) {
            throw taken();
        }
    }

    static RuntimeException taken() {
        return Refusal.of(ProblemType.CONFLICT, "Username already taken");
    }

    static long version(Optional<Stored.Entity> entity) {
        return entity.map(Stored.Entity::version).orElse(0L);
    }

    /** Something is so from now on. */
    Write write(String type, String key, JsonObject data, long version) {
        return write(type, key, version == 0 ? "CREATE" : "UPDATE", data, version, now());
    }

    Write write(String type, String key, String op, JsonObject data, long version, Instant at) {
        return new Write(ports.ids().get(), type, key, op, data, version, at);
    }

    /** All or nothing. */
    Future<Void> write(DeviceRef device, List<Write> writes, List<Expected> expected) {
        return ports.clients()
                .write(device, PosduifDialect.NAME, writes, expected)
                .mapEmpty();
    }

    Instant now() {
        return ports.clock().instant();
    }

    /**
     * A name as a person typed it.
     *
     * @throws ghosthunter.codecs.problem.ProblemException {@code invalid-request} if it is none
     */
    static @Nullable String username(@Nullable Object typed) {
        if (typed == null) {
            return null;
        }
        String name = typed instanceof String text ? text.strip() : "";
        if (name.isEmpty() || name.length() > NAME_CHARS_MAX || !isText(name)) {
            throw Refusal.invalid("Invalid username: 1 to " + NAME_CHARS_MAX + " characters");
        }
        return name;
    }

    /** Whether the database can hold it and people can read it: no control characters, no half of a pair. */
    static boolean isText(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }
}
