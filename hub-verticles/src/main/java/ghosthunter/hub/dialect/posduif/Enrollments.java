package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.entity.ClientDesk.Client;
import ghosthunter.hub.entity.ClientWriter.Write;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.ledger.Expected;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/enrollment/complete}: how a phone becomes a device of a user. What the token makes is written in one step with its
 * being spent. The same phone with the same token is told the same again, for the answer may have been lost.
 */
final class Enrollments {
    private static final int DEVICE_CHARS_MAX = 255;
    private static final int TRIES_MAX = 3;
    private static final String GONE = "Enrollment token not found or expired";

    private final DialectPorts ports;
    private final Accounts accounts;
    private final Tickets tickets;

    Enrollments(DialectPorts ports, Accounts accounts, Tickets tickets) {
        this.ports = ports;
        this.accounts = accounts;
        this.tickets = tickets;
    }

    /** What a phone asks for. */
    private record Wish(
            String token, String deviceId, @Nullable String username) {
        DeviceId device() {
            return Ids.phone(deviceId);
        }
    }

    Future<Void> complete(DialectRequest request) {
        JsonObject body = Refusal.requireBody(request);
        String token = required(body, "token");
        String deviceId = required(body, "device_id");
        Wish wish = new Wish(token, deviceId, Accounts.username(body.getValue("username")));
        return complete(wish, 1).compose(answer -> Answers.json(request.ctx(), 200, answer));
    }

    private static String required(JsonObject body, String field) {
        String text = body.getValue(field) instanceof String given ? given : "";
        if (text.isBlank() || text.length() > DEVICE_CHARS_MAX || !Accounts.isText(text)) {
            throw Refusal.invalid("Invalid request body: " + field + " is required");
        }
        return text;
    }

    /** Looks anew when somebody else was faster. */
    private Future<JsonObject> complete(Wish wish, int attempt) {
        return tickets.find(wish.token())
                .map(found -> found.orElseThrow(() -> Refusal.notFound(GONE)))
                .compose(ticket -> ticket.isSpent() ? repeated(wish, ticket) : spend(wish, ticket))
                .recover(failure -> failure instanceof Overtaken && attempt < TRIES_MAX
                        ? complete(wish, attempt + 1)
                        : Future.failedFuture(failure instanceof Overtaken ? failure.getCause() : failure));
    }

    private Future<JsonObject> repeated(Wish wish, Tickets.Ticket ticket) {
        JsonObject data = ticket.entity().data();
        return wish.device().value().equals(data.getString("device")) && !ticket.isExpired(accounts.now())
                ? Future.succeededFuture(answer(wish, ticket.tenant(), data.getString("user_id")))
                : Refusal.failed(ProblemType.NOT_FOUND, GONE);
    }

    private JsonObject answer(Wish wish, TenantId tenant, String userId) {
        return new JsonObject()
                .put("user_id", userId)
                .put("device_id", wish.deviceId())
                .put("tenant_id", tenant.value())
                .put("app_instructions_url", Answers.url(ports.publicUrl(), "/api/app-instructions"));
    }

    private Future<JsonObject> spend(Wish wish, Tickets.Ticket ticket) {
        if (ticket.isExpired(accounts.now())) {
            return Refusal.failed(ProblemType.NOT_FOUND, GONE);
        }
        TenantId tenant = ticket.tenant();
        return accounts.phone(wish.device())
                .compose(phone -> {
                    if (phone.isPresent() && !phone.get().tenant().equals(tenant)) {
                        throw Refusal.of(ProblemType.CONFLICT, "Device already enrolled");
                    }
                    return phone.isEmpty()
                            ? Future.succeededFuture(Optional.<Stored.Entity>empty())
                            : accounts.user(tenant, phone.get().entity().data().getString("user_id"));
                })
                .compose(user -> spend(wish, ticket, user));
    }

    private Future<JsonObject> spend(Wish wish, Tickets.Ticket ticket, Optional<Stored.Entity> user) {
        TenantId tenant = ticket.tenant();
        String id =
                user.map(Stored.Entity::key).orElseGet(() -> ports.ids().get().toString());
        String before = user.map(found -> found.data().getString("username")).orElse("");
        String wished =
                wish.username() != null ? wish.username() : before.isEmpty() ? "phone-" + id.substring(24) : before;
        DeviceRef device = new DeviceRef(tenant, wish.device());
        return ports.operators()
                .sessions()
                .exists(wished)
                .compose(isOperator -> isOperator && !wished.equals(before)
                        ? Future.failedFuture(taken())
                        : ports.devices().register(new Client(device, "mobile", PosduifDialect.NAME, wished, null)))
                .compose(registered ->
                        accounts.lead(PosduifTypes.PHONE, device.device().value(), tenant))
                .compose(led -> Future.all(
                        stored(tenant, PosduifTypes.NAME, Ids.name(wished)),
                        stored(tenant, PosduifTypes.NAME, Ids.name(before)),
                        stored(tenant, PosduifTypes.PHONE, device.device().value())))
                .compose(read -> {
                    Plan plan = new Plan(device, ticket.entity(), user, id, wish, wished);
                    return commit(plan, read.resultAt(0), before, read.resultAt(1), read.resultAt(2));
                })
                .map(committed -> answer(wish, tenant, id));
    }

    private Future<Optional<Stored.Entity>> stored(TenantId tenant, String type, String key) {
        return ports.entities().one(tenant, type, key);
    }

    /** What shall be. */
    private record Plan(
            DeviceRef device,
            Stored.Entity ticket,
            Optional<Stored.Entity> user,
            String id,
            Wish wish,
            String username) {}

    private Future<Void> commit(
            Plan plan,
            Optional<Stored.Entity> name,
            String before,
            Optional<Stored.Entity> nameBefore,
            Optional<Stored.Entity> phone) {
        try {
            Accounts.requireFree(name, plan.id());
        } catch (RuntimeException e) {
            return Future.failedFuture(taken());
        }
        String now = Times.text(accounts.now());
        String device = plan.device().device().value();
        JsonObject spent = plan.ticket().data().copy().put("used_at", now);
        spent.put("device", device).put("user_id", plan.id());
        JsonObject profile = plan.user()
                .map(user -> user.data().copy())
                .orElseGet(() -> new JsonObject().put("created_at", now))
                .mergeIn(Accounts.profile(
                        plan.username(), Accounts.MOBILE, plan.device().device()))
                .put("enrolled_at", now);
        JsonObject owner = Accounts.owner(plan.id());
        String nameKey = Ids.name(plan.username());
        List<Write> writes = new ArrayList<>();
        List<Expected> expected = new ArrayList<>();
        add(
                writes,
                expected,
                PosduifTypes.ENROLLMENT,
                plan.ticket().key(),
                spent,
                plan.ticket().version());
        add(writes, expected, PosduifTypes.USER, plan.id(), profile, Accounts.version(plan.user()));
        add(writes, expected, PosduifTypes.NAME, nameKey, owner, Accounts.version(name));
        JsonObject whose = owner.copy().put("enrolled_at", now);
        add(writes, expected, PosduifTypes.PHONE, device, whose, Accounts.version(phone));
        if (!before.isEmpty() && !Ids.name(before).equals(nameKey)) {
            String old = Ids.name(before);
            long version = Accounts.version(nameBefore);
            writes.add(accounts.write(PosduifTypes.NAME, old, "DELETE", new JsonObject(), version, accounts.now()));
        }
        return accounts.write(plan.device(), writes, expected)
                .recover(failure -> Future.failedFuture(
                        Refusal.is(failure, ProblemType.CONFLICT) ? new Overtaken(failure) : failure));
    }

    private void add(
            List<Write> writes, List<Expected> expected, String type, String key, JsonObject data, long version) {
        writes.add(accounts.write(type, key, data, version));
        expected.add(new Expected(type, key, version, null));
    }

    private static RuntimeException taken() {
        return Refusal.of(ProblemType.CONFLICT, "Device already enrolled or username already taken");
    }

    /** Somebody else wrote what this was to write. */
    private static final class Overtaken extends RuntimeException {
        Overtaken(Throwable cause) {
            super(cause.getMessage(), cause, false, false);
        }
    }
}
