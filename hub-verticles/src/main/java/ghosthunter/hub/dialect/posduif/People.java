package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.entity.MessageDesk;
import ghosthunter.hub.entity.MessageDesk.Person;
import ghosthunter.hub.entity.MessageDesk.Search;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** {@code /api/users} and {@code /api/app-instructions}. */
final class People {
    /** Who was heard of within this time is here: as long as a phone may wait with its next sync. */
    static final Duration ONLINE = Duration.ofMinutes(5);

    private static final int FILTER_CHARS_MAX = 64;

    private final Accounts accounts;
    private final Callers callers;
    private final MessageDesk desk;
    private final URI publicUrl;

    People(DialectPorts ports, Accounts accounts, Callers callers, MessageDesk desk) {
        this.accounts = accounts;
        this.callers = callers;
        this.desk = desk;
        this.publicUrl = ports.publicUrl();
    }

    /** {@code GET /api/users}. */
    Future<Void> list(DialectRequest request) {
        boolean isOfOldWeb = Messages.isOfOldWeb(request);
        String part = request.param("filter")
                .filter(text -> !text.isBlank() && text.length() <= FILTER_CHARS_MAX && Accounts.isText(text))
                .orElse(null);
        Boolean online = request.param("status")
                .filter(text -> text.equals("true") || text.equals("false"))
                .map(Boolean::valueOf)
                .orElse(null);
        Search search = new Search(onlineSince(), null, null, part, online, isOfOldWeb);
        return callers.any(request.ctx().request())
                .compose(caller -> desk.people(caller.tenant(), search).map(people -> others(caller, people)))
                .compose(users -> isOfOldWeb
                        ? Answers.json(request.ctx(), 200, users)
                        : Answers.json(request.ctx(), 200, new JsonObject().put("users", users)));
    }

    private static JsonArray others(Caller caller, List<Person> people) {
        return new JsonArray(people.stream()
                .filter(person -> !person.user().key().equals(caller.id()))
                .map(Answers::person)
                .toList());
    }

    /** {@code GET /api/users/{id}}. */
    Future<Void> one(DialectRequest request) {
        String id = Ids.canonical(request.param("id").orElse(""));
        return callers.any(request.ctx().request())
                .compose(caller ->
                        desk.people(caller.tenant(), Search.of(onlineSince()).id(id)))
                .map(people -> people.stream().findFirst().orElseThrow(() -> Refusal.notFound("User not found")))
                .compose(person -> Answers.json(request.ctx(), 200, Answers.person(person)));
    }

    private Instant onlineSince() {
        return accounts.now().minus(ONLINE);
    }

    /** {@code GET /api/app-instructions}: what a phone needs to know of the database that it keeps. */
    Future<Void> instructions(DialectRequest request) {
        if (request.header(Callers.DEVICE).isEmpty()) {
            throw Refusal.unauthenticated("Device ID required");
        }
        return callers.phone(request.ctx().request())
                .recover(failure -> Callers.isUnknownDevice(failure)
                        ? Refusal.failed(ProblemType.NOT_FOUND, "Device not enrolled")
                        : Future.failedFuture(failure))
                .compose(caller -> Answers.json(request.ctx(), 200, instructions(caller)));
    }

    private JsonObject instructions(Caller caller) {
        return new JsonObject()
                .put("version", "1.0.0")
                .put("tenant_id", caller.tenant().value())
                .put("api_base_url", origin())
                .put(
                        "schema",
                        new JsonObject()
                                .put("tables", new JsonArray().add(users()).add(messages())))
                .put(
                        "sync_config",
                        new JsonObject()
                                .put("batch_size", Inbox.LIMIT)
                                .put("compression", true)
                                .put("sync_interval_seconds", ONLINE.toSeconds()));
    }

    private String origin() {
        return publicUrl.getScheme() + "://" + publicUrl.getAuthority();
    }

    private static JsonObject users() {
        return table(
                "users",
                List.of("username"),
                key("id"),
                column("username", false),
                column("user_type", false),
                column("last_message_sent", true),
                column("created_at", false),
                column("updated_at", false));
    }

    private static JsonObject messages() {
        return table(
                "messages",
                List.of("recipient_id", "status", "created_at"),
                key("id"),
                column("sender_id", false),
                column("recipient_id", false),
                column("content", false),
                column("status", false),
                column("created_at", false),
                column("updated_at", false),
                column("synced_at", true),
                column("read_at", true));
    }

    private static JsonObject table(String name, List<String> indexes, JsonObject... columns) {
        return new JsonObject()
                .put("name", name)
                .put("columns", new JsonArray(List.of(columns)))
                .put("indexes", new JsonArray(indexes));
    }

    private static JsonObject key(String name) {
        return column(name, false).put("primary_key", true);
    }

    private static JsonObject column(String name, boolean nullable) {
        return new JsonObject().put("name", name).put("type", "TEXT").put("nullable", nullable);
    }
}
