package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.entity.MessageDesk;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.realtime.TriggerDesk.Target;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/messages}: a user sees the messages that it sent or was sent, and no other. Who asks with {@code X-User-ID} is answered
 * with lists as the old web service did, everybody else with objects.
 */
final class Messages {
    static final int LIMIT = 50;
    static final int LIMIT_MAX = 100;
    private static final int OFFSET_MAX = 100_000;
    private static final Set<String> STATUSES = Set.of("pending_sync", "synced", "read");
    private static final Logger LOG = LoggerFactory.getLogger(Messages.class);

    private final DialectPorts ports;
    private final Accounts accounts;
    private final Callers callers;
    private final MessageDesk desk;
    private final Mail mail;

    Messages(DialectPorts ports, Accounts accounts, Callers callers, MessageDesk desk, Mail mail) {
        this.ports = ports;
        this.accounts = accounts;
        this.callers = callers;
        this.desk = desk;
        this.mail = mail;
    }

    /** {@code POST /api/messages}. */
    Future<Void> send(DialectRequest request) {
        return callers.any(request.ctx().request())
                .compose(caller -> send(caller, Refusal.requireBody(request)))
                .compose(message -> Answers.json(request.ctx(), 201, message));
    }

    private Future<JsonObject> send(Caller caller, JsonObject body) {
        Upload upload = upload(body);
        return mail.store(caller, List.of(upload)).compose(failed -> {
            String reason = failed.get(upload.id());
            if (reason != null) {
                throw reason.equals("Recipient not found") ? Refusal.notFound(reason) : Refusal.invalid(reason);
            }
            return accounts.living(caller.tenant(), PosduifTypes.MESSAGE, upload.id())
                    .map(found -> Answers.message(found.orElseThrow(Messages::unknown)));
        });
    }

    /** Who names the message may send it again. */
    private Upload upload(JsonObject body) {
        try {
            String id = body.getValue("id") instanceof String given
                    ? Ids.canonical(given)
                    : ports.ids().get().toString();
            if (id.isEmpty()) {
                throw new IllegalArgumentException("Invalid message ID");
            }
            return new Upload(id, Upload.recipient(body), Upload.content(body), accounts.now());
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(String.valueOf(e.getMessage()));
        }
    }

    /** {@code GET /api/messages}. */
    Future<Void> list(DialectRequest request) {
        int limit = number(request, "limit", LIMIT, 1, LIMIT_MAX);
        int offset = number(request, "offset", 0, 0, OFFSET_MAX);
        return callers.any(request.ctx().request())
                .compose(caller -> isOfOldWeb(request)
                        ? desk.of(caller.tenant(), caller.id(), limit, offset)
                                .compose(page -> Answers.json(request.ctx(), 200, array(page)))
                        : received(request, caller, limit, offset));
    }

    /** What the caller was sent; or sent itself to the one that is asked for. */
    private Future<Void> received(DialectRequest request, Caller caller, int limit, int offset) {
        TenantId tenant = caller.tenant();
        String status = request.param("status").filter(STATUSES::contains).orElse(null);
        String recipient = request.param("recipient_id")
                .filter(text -> !text.isBlank())
                .map(Ids::canonical)
                .orElse(caller.id());
        String sender = recipient.equals(caller.id()) ? null : caller.id();
        return Future.all(
                        desk.received(tenant, recipient, sender, status, limit, offset),
                        desk.receivedCount(tenant, recipient, sender, status))
                .compose(read -> Answers.json(
                        request.ctx(),
                        200,
                        new JsonObject()
                                .put("messages", array(read.resultAt(0)))
                                .put("total", read.<Long>resultAt(1))
                                .put("limit", limit)
                                .put("offset", offset)));
    }

    private static JsonArray array(List<Stored.Entity> messages) {
        return new JsonArray(messages.stream().map(Answers::message).toList());
    }

    /** {@code GET /api/messages/unread-count}. */
    Future<Void> unread(DialectRequest request) {
        return callers.any(request.ctx().request())
                .compose(caller -> desk.unreadCount(caller.tenant(), caller.id()))
                .compose(unread -> Answers.json(request.ctx(), 200, new JsonObject().put("unread_count", unread)));
    }

    /** {@code GET /api/messages/{id}}. */
    Future<Void> one(DialectRequest request) {
        return callers.any(request.ctx().request())
                .compose(caller -> found(request, caller)
                        .map(found -> found.filter(message ->
                                        is(caller, message, "recipient_id") || is(caller, message, "sender_id"))
                                .orElseThrow(Messages::unknown)))
                .compose(message -> Answers.json(request.ctx(), 200, Answers.message(message)));
    }

    /** {@code PUT /api/messages/{id}/read}: by whom it is for, once. */
    Future<Void> read(DialectRequest request) {
        return callers.any(request.ctx().request())
                .compose(caller -> found(request, caller)
                        .map(found -> found.filter(message -> is(caller, message, "recipient_id"))
                                .orElseThrow(Messages::unknown))
                        .compose(message -> read(caller, message)))
                .compose(answer -> Answers.json(request.ctx(), 200, answer));
    }

    private Future<JsonObject> read(Caller caller, Stored.Entity message) {
        JsonObject answer = new JsonObject().put("id", message.key()).put("status", "read");
        if ("read".equals(message.data().getString("status"))) {
            return Future.succeededFuture(answer.put("read_at", message.data().getString("read_at")));
        }
        String now = Times.text(accounts.now());
        JsonObject patch =
                new JsonObject().put("status", "read").put("read_at", now).put("updated_at", now);
        return mail.mark(caller, List.of(message), patch, List.of())
                .onSuccess(marked -> tell(caller, message))
                .map(answer.put("read_at", now));
    }

    /** The feed tells the recipient of what is new for it; that it was read, its sender wants to know. */
    private void tell(Caller caller, Stored.Entity message) {
        String sender = message.data().getString("sender_device", "");
        if (Ids.isWeb(sender)) {
            ports.triggers()
                    .call(caller.tenant(), new Target(new DeviceId(sender), null))
                    .onFailure(failure -> LOG.atDebug()
                            .addKeyValue("reason", failure.getMessage())
                            .log("a sender is not told that its message was read"));
        }
    }

    private Future<Optional<Stored.Entity>> found(DialectRequest request, Caller caller) {
        String id = Ids.canonical(request.param("id").orElse(""));
        return id.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : accounts.living(caller.tenant(), PosduifTypes.MESSAGE, id);
    }

    private static boolean is(Caller caller, Stored.Entity message, String role) {
        return caller.id().equals(message.data().getString(role));
    }

    static RuntimeException unknown() {
        return Refusal.notFound("Message not found");
    }

    /** Whether the old web application asks, which knows of no token. */
    static boolean isOfOldWeb(DialectRequest request) {
        return request.header("Authorization").isEmpty()
                && request.header(Callers.DEVICE).isEmpty()
                && request.header(Callers.USER).isPresent();
    }

    /** What is no number is as if it were not there; what is out of range is the nearest that is in it. */
    private static int number(DialectRequest request, String name, int otherwise, int min, int max) {
        return request.param(name)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(text -> Math.max(min, Math.min(max, Integer.parseInt(text))))
                .orElse(otherwise);
    }
}
