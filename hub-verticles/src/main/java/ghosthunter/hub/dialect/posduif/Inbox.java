package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.entity.ClientWriter.Write;
import ghosthunter.hub.entity.MessageDesk;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.ledger.Expected;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /api/sync/incoming} and {@code /api/sync/status}: what a phone gets, and how far it is. */
final class Inbox {
    static final int LIMIT = 100;
    static final int LIMIT_MAX = 500;

    /** The messages of one answer stay below this together, but for the first. */
    private static final int ANSWER_CHARS_MAX = 1 << 20;

    private static final int USERS_MAX = MessageDesk.PAGE_MAX;

    /** What was written at the moment of the last answer may have been committed behind it. */
    private static final Duration OVERLAP = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final DialectPorts ports;
    private final Accounts accounts;
    private final Callers callers;
    private final MessageDesk desk;
    private final Mail mail;
    private final Turns turns;

    Inbox(DialectPorts ports, Accounts accounts, Callers callers, MessageDesk desk, Mail mail, Turns turns) {
        this.ports = ports;
        this.accounts = accounts;
        this.callers = callers;
        this.desk = desk;
        this.mail = mail;
        this.turns = turns;
    }

    /** A phone that asks, and what it was told before. */
    private record Session(Caller caller, long version, Delivery delivery) {}

    private Future<Session> session(Caller caller) {
        return ports.entities()
                .one(
                        caller.tenant(),
                        PosduifTypes.DELIVERY,
                        caller.device().device().value())
                .map(found -> new Session(
                        caller,
                        Accounts.version(found),
                        found.map(Stored.Entity::data).map(Delivery::of).orElse(Delivery.NONE)));
    }

    /** {@code GET /api/sync/incoming}. */
    Future<Void> pull(DialectRequest request) {
        int limit = request.param("limit")
                .filter(text -> text.matches("[1-9][0-9]{0,8}"))
                .map(text -> Math.min(Integer.parseInt(text), LIMIT_MAX))
                .orElse(LIMIT);
        Instant since = request.param("since").map(Inbox::timeOrNull).orElse(null);
        return callers.phone(request.ctx().request())
                .compose(caller -> turns.take(
                        caller.device(),
                        () -> session(caller)
                                .compose(session -> confirmed(session, since))
                                .compose(session -> answer(request, session, limit, since))));
    }

    private static @Nullable Instant timeOrNull(String text) {
        try {
            // A plus that was not escaped came as a space.
            return Times.parse(text.replaceFirst(" (?=[0-9]{2}:[0-9]{2}$)", "+"));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Notes what the phone has got, before it is left out of an answer. */
    private Future<Session> confirmed(Session session, @Nullable Instant since) {
        Set<String> arrived = session.delivery().arrived(since);
        if (arrived.isEmpty()) {
            return Future.succeededFuture(session);
        }
        Delivery left = session.delivery().without(arrived);
        Caller caller = session.caller();
        String now = Times.text(accounts.now());
        JsonObject patch =
                new JsonObject().put("status", "synced").put("synced_at", now).put("updated_at", now);
        return desk.these(caller.tenant(), arrived)
                .map(messages -> messages.stream().filter(Inbox::isWaiting).toList())
                .compose(waiting -> mail.mark(caller, waiting, patch, List.of(delivery(session, left))))
                .map(new Session(caller, session.version() + 1, left));
    }

    private static boolean isWaiting(Stored.Entity message) {
        return "pending_sync".equals(message.data().getString("status"));
    }

    private Write delivery(Session session, Delivery delivery) {
        return accounts.write(
                PosduifTypes.DELIVERY,
                session.caller().device().device().value(),
                delivery.toJson(),
                session.version());
    }

    private Future<Void> answer(DialectRequest request, Session session, int limit, @Nullable Instant since) {
        Caller caller = session.caller();
        Set<String> offered = session.delivery().offered().keySet();
        int room = Math.min(limit, Math.max(0, Delivery.OFFERED_MAX - offered.size()));
        Optional<Instant> changedSince =
                Optional.ofNullable(since).or(session.delivery()::usersSince).map(at -> at.minus(OVERLAP));
        return Future.all(
                        desk.waiting(caller.tenant(), caller.id(), offered, room),
                        desk.these(caller.tenant(), offered),
                        desk.changed(caller.tenant(), changedSince.orElse(null), USERS_MAX))
                .compose(read -> answer(
                        request,
                        session,
                        batch(read.resultAt(0), read.resultAt(1), limit),
                        read.<List<Stored.Entity>>resultAt(2)));
    }

    /** What the phone never had, filled up with what it may not have got; the oldest first. */
    private static List<Stored.Entity> batch(List<Stored.Entity> fresh, List<Stored.Entity> again, int limit) {
        List<Stored.Entity> candidates = new ArrayList<>(fresh);
        again.stream().filter(Inbox::isWaiting).forEach(candidates::add);
        List<Stored.Entity> batch = new ArrayList<>();
        int chars = 0;
        for (Stored.Entity message : candidates) {
            chars += text(message, "content").length();
            if (batch.size() == limit || (chars > ANSWER_CHARS_MAX && !batch.isEmpty())) {
                break;
            }
            batch.add(message);
        }
        batch.sort(Comparator.comparing((Stored.Entity message) -> text(message, "created_at"))
                .thenComparing(Stored.Entity::key));
        return batch;
    }

    /** Who writes a message with SQL may have left it out, and must keep nothing else back. */
    private static String text(Stored.Entity message, String field) {
        return message.data().getValue(field) instanceof String text ? text : "";
    }

    private Future<Void> answer(
            DialectRequest request, Session session, List<Stored.Entity> messages, List<Stored.Entity> users) {
        Instant now = accounts.now();
        JsonObject body = new JsonObject()
                .put(
                        "messages",
                        new JsonArray(messages.stream().map(Answers::message).toList()));
        if (!users.isEmpty()) {
            body.put("users", new JsonArray(users.stream().map(Answers::user).toList()));
        }
        body.put("sync_timestamp", Times.text(now));
        ports.streams().exchanged(session.caller().device());
        turns.answers(session.caller().device());
        Future<Void> answered = Answers.flagged(request.ctx(), body);
        if (messages.isEmpty() && users.isEmpty()) {
            return answered;
        }
        Instant usersUpTo =
                users.size() < USERS_MAX ? now : users.get(users.size() - 1).updatedAt();
        Delivery next = session.delivery()
                .answered(now, messages.stream().map(Stored.Entity::key).toList(), usersUpTo);
        return answered.compose(written -> remember(session, next));
    }

    /** Only behind the answer: one that could not be given was none. What is not remembered is told once more. */
    private Future<Void> remember(Session session, Delivery next) {
        DeviceRef device = session.caller().device();
        Expected unchanged = new Expected(PosduifTypes.DELIVERY, device.device().value(), session.version(), null);
        return accounts.write(device, List.of(delivery(session, next)), List.of(unchanged))
                .recover(failure -> {
                    LOG.atDebug()
                            .addKeyValue("deviceId", device)
                            .addKeyValue("reason", failure.getMessage())
                            .log("an answer to a phone is not remembered");
                    return Future.succeededFuture();
                });
    }

    /** {@code GET /api/sync/status}. */
    Future<Void> status(DialectRequest request) {
        return callers.phone(request.ctx().request())
                .compose(caller -> Future.all(desk.waitingCount(caller.tenant(), caller.id()), session(caller))
                        .compose(read -> Answers.json(
                                request.ctx(),
                                200,
                                status(caller, read.<Long>resultAt(0), read.<Session>resultAt(1)))));
    }

    private JsonObject status(Caller caller, long waiting, Session session) {
        JsonObject json = new JsonObject().put("device_id", caller.deviceId());
        Instant last = session.delivery().lastAt();
        if (last != null) {
            json.put("last_sync_timestamp", Times.text(last));
        }
        return json.put("pending_outgoing_count", waiting)
                .put("sync_status", turns.of(caller.device()).name().toLowerCase(Locale.ROOT));
    }
}
