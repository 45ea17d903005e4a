package ghosthunter.hub.dialect.posduif;

import ghosthunter.hub.dialect.DialectRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/sync/outgoing}: what the user of a phone wrote. */
final class Outbox {
    /** So many messages of one upload are looked at. */
    static final int UPLOADS_MAX = 500;

    private final Accounts accounts;
    private final Callers callers;
    private final Mail mail;
    private final Turns turns;

    Outbox(Accounts accounts, Callers callers, Mail mail, Turns turns) {
        this.accounts = accounts;
        this.callers = callers;
        this.mail = mail;
        this.turns = turns;
    }

    Future<Void> upload(DialectRequest request) {
        return callers.phone(request.ctx().request()).compose(caller -> {
            List<?> messages = messages(request);
            return turns.take(caller.device(), () -> upload(request, caller, messages));
        });
    }

    private static List<?> messages(DialectRequest request) {
        Object messages = Refusal.requireBody(request).getValue("messages");
        if (messages != null && !(messages instanceof JsonArray)) {
            throw Refusal.invalid("Invalid request body");
        }
        return messages == null ? List.of() : ((JsonArray) messages).stream().toList();
    }

    private Future<Void> upload(DialectRequest request, Caller caller, List<?> messages) {
        Instant now = accounts.now();
        SortedMap<Integer, String> failed = new TreeMap<>();
        Map<Integer, Upload> readable = new LinkedHashMap<>();
        for (int i = 0; i < messages.size(); i++) {
            try {
                if (i >= UPLOADS_MAX) {
                    throw new IllegalArgumentException("Too many messages at once; send it again");
                }
                readable.put(i, Upload.read(messages.get(i), caller.id(), now));
            } catch (IllegalArgumentException e) {
                failed.put(i, String.valueOf(e.getMessage()));
            }
        }
        return mail.store(caller, new ArrayList<>(readable.values())).compose(reasons -> {
            readable.forEach((i, upload) -> {
                if (reasons.containsKey(upload.id())) {
                    failed.put(i, reasons.get(upload.id()));
                }
            });
            turns.answers(caller.device());
            return Answers.json(request.ctx(), 200, result(messages, failed));
        });
    }

    /** A phone takes the first so many for synced, so nothing behind the first failure may count. */
    private JsonObject result(List<?> messages, SortedMap<Integer, String> failed) {
        int synced = failed.isEmpty() ? messages.size() : failed.firstKey();
        JsonObject json = new JsonObject().put("synced_count", synced).put("failed_count", failed.size());
        if (!failed.isEmpty()) {
            JsonArray reasons = new JsonArray();
            failed.forEach((i, reason) -> reasons.add(
                    new JsonObject().put("message_id", id(messages.get(i))).put("error", reason)));
            json.put("failed_messages", reasons);
        }
        return json.put("sync_timestamp", Times.text(accounts.now()));
    }

    private static String id(@Nullable Object message) {
        return message instanceof JsonObject json && json.getValue("id") instanceof String id ? id : "";
    }
}
