package ghosthunter.hub;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.dialect.TokenSecret;
import ghosthunter.hub.dialect.posduif.PosduifDialect;
import ghosthunter.hub.dialect.posduif.PosduifSettings;
import ghosthunter.hub.dialect.posduif.PosduifTypes;
import ghosthunter.hub.feed.FeedMode;
import ghosthunter.hub.postgres.DatabaseUrl;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Phones and web users of Posduif at a running hub. */
final class PosduifClients {
    final RunningHub hub;

    PosduifClients(RunningHub hub) {
        this.hub = hub;
    }

    /** A hub that speaks nothing but this dialect, follows its databases as it likes and counts no requests. */
    static PosduifClients start(DatabaseUrl database, Path dataDir) throws Exception {
        return start(database, dataDir, Map.of(), FeedMode.AUTO, settings(Map.of(), null));
    }

    static PosduifClients start(
            DatabaseUrl database,
            Path dataDir,
            Map<TenantId, DatabaseUrl> ofTenants,
            FeedMode feed,
            DialectSettings.One served)
            throws Exception {
        HubConfig base = RunningHub.config(database, dataDir, dataDir, 0, ofTenants);
        HubConfig.Database databases = base.database();
        return new PosduifClients(RunningHub.start(new HubConfig(
                base.bind(),
                base.http(),
                base.gate(),
                base.lockers(),
                base.custody(),
                new HubConfig.Database(
                        databases.url(),
                        databases.connectionsMax(),
                        databases.embedded(),
                        ofTenants,
                        feed,
                        databases.versionsKeptS()),
                base.dataDir(),
                new DialectSettings(Map.of(PosduifDialect.NAME, served)),
                base.operators(),
                new EntityCatalog(PosduifTypes.ALL),
                base.announcedUrl(),
                base.realtime())));
    }

    /** Streams that ping each second, and no limit of requests unless numbers say so. */
    static DialectSettings.One settings(Map<String, Long> numbers, @Nullable TokenSecret secret, String... flags) {
        Map<String, Long> all = new HashMap<>(Map.of("requests_per_min", 0L, "ping_s", 1L));
        all.putAll(numbers);
        Set<String> origins = Set.copyOf(PosduifSettings.ORIGINS);
        return new DialectSettings.One(TenantId.DEFAULT, null, secret, origins, Set.of(flags), all);
    }

    void close() throws Exception {
        hub.close();
    }

    /** An answer. */
    record Answer(int status, String text, HttpResponse<String> response) {
        JsonObject json() {
            return new JsonObject(text);
        }

        JsonArray array() {
            return new JsonArray(text);
        }

        /** The first header of that name, or empty text. */
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The phrase of a failure. */
        String phrase() {
            return json().getJsonObject("error").getString("message");
        }
    }

    /** Somebody who signed in. */
    record Web(String id, String token) {}

    /** A phone that was enrolled. */
    record Phone(String deviceId, String userId) {}

    Answer send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = hub.send(request);
        return new Answer(response.statusCode(), response.body(), response);
    }

    Answer get(String path, String... headers) throws Exception {
        return send(with(hub.request(path), headers));
    }

    Answer post(String path, JsonObject body, String... headers) throws Exception {
        return send(with(hub.json("POST", path, body), headers));
    }

    Answer put(String path, String... headers) throws Exception {
        return send(with(hub.json("PUT", path, new JsonObject()), headers));
    }

    private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
        return headers.length == 0 ? request : request.headers(headers);
    }

    static String[] of(Phone phone) {
        return new String[] {"X-Device-ID", phone.deviceId()};
    }

    static String[] of(Web web) {
        return new String[] {"Authorization", "Bearer " + web.token()};
    }

    /** An operator of the hub signs in at the web application, which shows the users. */
    Web web(String name, @Nullable String tenant, String role) throws Exception {
        JsonObject operator = new JsonObject()
                .put("name", name)
                .put("password", RunningHub.PASSWORD)
                .put("role", role);
        if (tenant != null) {
            operator.put("tenant", tenant);
        }
        HttpResponse<String> added = hub.send(RunningHub.as(hub.admin(), hub.json("POST", "/v1/operators", operator)));
        if (added.statusCode() != 201 && added.statusCode() != 409) {
            throw new IllegalStateException("no operator: " + added.body());
        }
        Answer login = login(name, RunningHub.PASSWORD);
        if (login.status() != 200) {
            throw new IllegalStateException("not signed in: " + login.text());
        }
        Web web = new Web(login.json().getString("user_id"), login.json().getString("token"));
        Answer first = get("/api/users", of(web));
        if (first.status() != 200) {
            throw new IllegalStateException("no user: " + first.text());
        }
        return web;
    }

    Web web(String name) throws Exception {
        return web(name, null, "operator");
    }

    Answer login(String name, String password) throws Exception {
        return post("/api/auth/login", new JsonObject().put("username", name).put("password", password));
    }

    /** A token for a QR code. */
    String ticket(Web web) throws Exception {
        Answer created = post("/api/enrollment/create", new JsonObject(), of(web));
        if (created.status() != 201) {
            throw new IllegalStateException("no token: " + created.text());
        }
        return created.json().getString("token");
    }

    Answer complete(String token, String deviceId, @Nullable String username) throws Exception {
        JsonObject body = new JsonObject()
                .put("token", token)
                .put("device_id", deviceId)
                .put("device_info", new JsonObject().put("platform", "android"));
        return post("/api/enrollment/complete", username == null ? body : body.put("username", username));
    }

    Phone phone(Web by, String username) throws Exception {
        String deviceId = "android_" + UUID.randomUUID().toString().substring(0, 16);
        Answer done = complete(ticket(by), deviceId, username);
        if (done.status() != 200) {
            throw new IllegalStateException("not enrolled: " + done.text());
        }
        return new Phone(deviceId, done.json().getString("user_id"));
    }

    /** A message as a phone has it, its times without a zone. */
    static JsonObject message(String sender, String recipient, String content) {
        return new JsonObject()
                .put("id", UUID.randomUUID().toString())
                .put("sender_id", sender)
                .put("recipient_id", recipient)
                .put("content", content)
                .put("status", "pending_sync")
                .put("created_at", "2026-02-05T10:00:00.123456")
                .put("updated_at", "2026-02-05T10:00:00.123456");
    }

    Answer upload(Phone phone, JsonObject... messages) throws Exception {
        JsonArray batch = new JsonArray();
        for (JsonObject message : messages) {
            batch.add(message);
        }
        return post(
                "/api/sync/outgoing", new JsonObject().put("messages", batch).put("compressed", false), of(phone));
    }

    /** The message that was sent. */
    JsonObject write(Web from, String recipient, String content) throws Exception {
        Answer sent = post(
                "/api/messages", new JsonObject().put("recipient_id", recipient).put("content", content), of(from));
        if (sent.status() != 201) {
            throw new IllegalStateException("not sent: " + sent.text());
        }
        return sent.json();
    }

    /** The one with this id. */
    static JsonObject user(JsonArray users, String id) {
        return users.stream()
                .map(JsonObject.class::cast)
                .filter(user -> user.getString("id").equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** What the messages of an answer say. */
    static List<String> contents(JsonObject answer) {
        return answer.getJsonArray("messages").stream()
                .map(message -> ((JsonObject) message).getString("content"))
                .toList();
    }

    JsonObject incoming(Phone phone) throws Exception {
        return get("/api/sync/incoming", of(phone)).json();
    }
}
