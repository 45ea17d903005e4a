package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.entity.ClientWriter.Write;
import ghosthunter.hub.entity.MessageDesk;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.ledger.Expected;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes messages. What is sent together is written together, and with it what the sender wrote last; where one of them cannot be
 * written, each is written for itself, so that it keeps none of the others back.
 */
final class Mail {
    /** So much of a message stands beside its writer's name. */
    static final int LAST_CHARS_MAX = 1_000;

    private final DialectPorts ports;
    private final Accounts accounts;
    private final MessageDesk desk;

    Mail(DialectPorts ports, Accounts accounts, MessageDesk desk) {
        this.ports = ports;
        this.accounts = accounts;
        this.desk = desk;
    }

    /** What is known of those whom messages name. */
    private record Known(Map<String, Stored.Entity> messages, Map<String, Stored.Entity> users) {}

    /**
     * Writes messages of a user.
     *
     * @return by id why those are not there that are not; what was there already, and says the same, is there
     */
    Future<Map<String, String>> store(Caller caller, List<Upload> uploads) {
        Set<String> ids = uploads.stream().map(Upload::id).collect(Collectors.toSet());
        Set<String> recipients = uploads.stream().map(Upload::recipientId).collect(Collectors.toSet());
        return Future.all(desk.these(caller.tenant(), ids), desk.users(caller.tenant(), recipients))
                .map(read -> new Known(byKey(read.resultAt(0)), byKey(read.resultAt(1))))
                .compose(known -> store(caller, uploads, known));
    }

    private static Map<String, Stored.Entity> byKey(List<Stored.Entity> entities) {
        return entities.stream().collect(Collectors.toMap(Stored.Entity::key, Function.identity()));
    }

    private Future<Map<String, String>> store(Caller caller, List<Upload> uploads, Known known) {
        Map<String, String> failed = new HashMap<>();
        List<Upload> fresh = new ArrayList<>();
        Map<String, Upload> seen = new HashMap<>();
        for (Upload upload : uploads) {
            Stored.Entity there = known.messages().get(upload.id());
            Upload twin = seen.putIfAbsent(upload.id(), upload);
            if (there != null || twin != null) {
                boolean same = there == null ? saysLike(twin, upload) : isSame(there, caller, upload);
                if (!same) {
                    failed.put(upload.id(), "Message ID already used");
                }
            } else if (!known.users().containsKey(upload.recipientId())) {
                failed.put(upload.id(), "Recipient not found");
            } else {
                fresh.add(upload);
            }
        }
        if (fresh.isEmpty()) {
            return Future.succeededFuture(failed);
        }
        return write(caller, fresh, known, lastSent(caller, fresh))
                .map(failed)
                .recover(failure ->
                        isOfOne(failure) ? eachForItself(caller, fresh, known, failed) : Future.failedFuture(failure));
    }

    private static boolean saysLike(Upload one, Upload other) {
        return one.recipientId().equals(other.recipientId()) && one.content().equals(other.content());
    }

    private static boolean isSame(Stored.Entity there, Caller caller, Upload upload) {
        JsonObject data = there.data();
        return caller.id().equals(data.getString("sender_id"))
                && upload.recipientId().equals(data.getString("recipient_id"))
                && upload.content().equals(data.getString("content"));
    }

    /** Whether the others may be written all the same. */
    private static boolean isOfOne(Throwable failure) {
        return Refusal.is(failure, ProblemType.CONFLICT) || Refusal.is(failure, ProblemType.INVALID_REQUEST);
    }

    /** What the sender wrote last follows by itself: where another write of the user was faster, the later one counts. */
    private Future<Map<String, String>> eachForItself(
            Caller caller, List<Upload> uploads, Known known, Map<String, String> failed) {
        Future<Void> tail = Future.succeededFuture();
        for (Upload upload : uploads) {
            tail = tail.compose(before -> alone(caller, upload, known, failed));
        }
        return tail.compose(written -> {
                    List<Upload> stored = uploads.stream()
                            .filter(upload -> !failed.containsKey(upload.id()))
                            .toList();
                    return mark(caller, List.of(), new JsonObject(), lastSent(caller, stored));
                })
                .map(failed);
    }

    private Future<Void> alone(Caller caller, Upload upload, Known known, Map<String, String> failed) {
        return write(caller, List.of(upload), known, List.of()).recover(failure -> {
            if (!isOfOne(failure)) {
                return Future.failedFuture(failure);
            }
            return desk.these(caller.tenant(), Set.of(upload.id())).map(there -> {
                if (there.isEmpty() || !isSame(there.get(0), caller, upload)) {
                    failed.put(upload.id(), reason(failure));
                }
                return null;
            });
        });
    }

    private static String reason(Throwable failure) {
        return Refusal.is(failure, ProblemType.CONFLICT)
                ? "Message ID already used"
                : ((ProblemException) failure).problem().detail();
    }

    private Future<Void> write(Caller caller, List<Upload> uploads, Known known, List<Write> more) {
        List<Write> writes = new ArrayList<>();
        List<Expected> expected = new ArrayList<>();
        for (Upload upload : uploads) {
            Stored.Entity recipient = Objects.requireNonNull(known.users().get(upload.recipientId()));
            writes.add(accounts.write(
                    PosduifTypes.MESSAGE,
                    upload.id(),
                    "CREATE",
                    data(caller, recipient, upload),
                    0,
                    upload.createdAt()));
            expected.add(new Expected(PosduifTypes.MESSAGE, upload.id(), 0, null));
        }
        writes.addAll(more);
        return accounts.write(caller.device(), writes, expected);
    }

    private JsonObject data(Caller caller, Stored.Entity recipient, Upload upload) {
        return new JsonObject()
                .put("sender_id", caller.id())
                .put("recipient_id", recipient.key())
                .put("content", upload.content())
                .put("status", "pending_sync")
                .put("created_at", Times.text(upload.createdAt()))
                .put("updated_at", Times.text(upload.createdAt()))
                .put("sender_device", caller.device().device().value())
                .put(PosduifTypes.RECIPIENT_DEVICE, recipient.data().getString("device"));
    }

    private List<Write> lastSent(Caller caller, List<Upload> uploads) {
        return uploads.stream()
                .max(Comparator.comparing(Upload::createdAt))
                .filter(newest -> isLater(caller.user(), newest.createdAt()))
                .map(newest -> lastSent(caller, newest))
                .stream()
                .toList();
    }

    private static boolean isLater(Stored.Entity user, Instant at) {
        String last = user.data().getString("last_message_at");
        return last == null || at.isAfter(Times.parse(last));
    }

    private Write lastSent(Caller caller, Upload newest) {
        String content = newest.content();
        int end = Math.min(content.length(), LAST_CHARS_MAX);
        boolean cutsPair = end < content.length() && Character.isHighSurrogate(content.charAt(end - 1));
        JsonObject patch = new JsonObject()
                .put("last_message_sent", content.substring(0, cutsPair ? end - 1 : end))
                .put("last_message_at", Times.text(newest.createdAt()));
        return accounts.write(
                PosduifTypes.USER, caller.id(), "PATCH", patch, caller.user().version(), newest.createdAt());
    }

    /** Changes of messages that were looked at; each has its version. */
    Future<Void> mark(Caller caller, List<Stored.Entity> messages, JsonObject patch, List<Write> more) {
        List<Write> writes = new ArrayList<>(more);
        for (Stored.Entity message : messages) {
            writes.add(accounts.write(
                    PosduifTypes.MESSAGE, message.key(), "PATCH", patch, message.version(), accounts.now()));
        }
        return writes.isEmpty()
                ? Future.succeededFuture()
                : ports.clients()
                        .write(caller.device(), PosduifDialect.NAME, writes, List.of())
                        .mapEmpty();
    }
}
