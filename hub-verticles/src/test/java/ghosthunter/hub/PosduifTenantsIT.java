package ghosthunter.hub;

import static ghosthunter.hub.PosduifClients.message;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.PosduifClients.Answer;
import ghosthunter.hub.PosduifClients.Phone;
import ghosthunter.hub.PosduifClients.Web;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Posduif with a tenant that has a database of its own, and with the old web application, whose header is trusted. */
class PosduifTenantsIT {
    private static final TenantId ACME = new TenantId("acme");

    @TempDir
    private static Path dataDir;

    private static DatabaseUrl shared;
    private static DatabaseUrl own;
    private static PosduifClients clients;
    private static Web anna;
    private static Web abel;

    @BeforeAll
    static void start() throws Exception {
        shared = TestDatabase.migrated();
        own = TestDatabase.migrated();
        clients = PosduifClients.start(shared, dataDir, Map.of(ACME, own), "trust_user_header");
        anna = clients.web("anna");
        abel = clients.web("abel", "acme", "operator");
    }

    @AfterAll
    static void stop() throws Exception {
        clients.close();
        TestDatabase.run(
                shared, "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active");
    }

    private static String one(DatabaseUrl url, String sql) throws SQLException {
        try (Connection connection = TestDatabase.connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    @Test
    void aPhoneIsOfTheTenantWhoseTokenItSpentAndSeesNothingOfAnother() throws Exception {
        // Given
        Phone here = clients.phone(anna, "Bert");
        Phone there = clients.phone(abel, "Bert");

        // When
        var unused = clients.write(abel, there.userId(), "of acme");
        Answer across = clients.upload(there, message(there.userId(), anna.id(), "to anna"));
        Answer toAnna = clients.post(
                "/api/messages",
                new JsonObject().put("recipient_id", anna.id()).put("content", "x"),
                PosduifClients.of(abel));
        Answer within = clients.upload(there, message(there.userId(), abel.id(), "to abel"));

        // Then
        assertThat(clients.incoming(there).getJsonArray("messages")).hasSize(1);
        assertThat(clients.incoming(here).getJsonArray("messages")).isEmpty();
        assertThat(across.json()
                        .getJsonArray("failed_messages")
                        .getJsonObject(0)
                        .getString("error"))
                .isEqualTo("Recipient not found");
        assertThat(toAnna.status()).isEqualTo(404);
        assertThat(within.json().getInteger("synced_count")).isEqualTo(1);
        assertThat(clients.get("/api/users", PosduifClients.of(abel)).text()).doesNotContain(anna.id(), here.userId());
        assertThat(clients.get("/api/users/" + anna.id(), PosduifClients.of(there))
                        .status())
                .isEqualTo(404);
        assertThat(one(own, "SELECT count(*) FROM entity WHERE type = 'posduif-message'"))
                .isEqualTo("2");
        assertThat(one(shared, "SELECT count(*) FROM entity WHERE data::text LIKE '%of acme%'"))
                .isEqualTo("0");
        assertThat(one(shared, "SELECT count(*) FROM device WHERE label = 'abel'"))
                .isEqualTo("0");
        assertThat(clients.get("/api/enrollment/" + clients.ticket(abel)).json().getString("tenant_id"))
                .isEqualTo("acme");
    }

    @Test
    void aPhoneOfOneTenantIsNotTakenAwayByAnother() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Carl");

        // When
        Answer taken = clients.complete(clients.ticket(abel), phone.deviceId(), "Carl");

        // Then
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.phrase()).isEqualTo("Device already enrolled");
        assertThat(clients.get("/api/sync/status", PosduifClients.of(phone)).status())
                .isEqualTo(200);
    }

    @Test
    void theOldWebApplicationIsAnsweredInItsOwnShapes() throws Exception {
        // Given
        Answer login = clients.post("/api/auth/login", new JsonObject().put("username", "webber"));
        Answer again = clients.post("/api/auth/login", new JsonObject().put("username", "webber"));
        String id = login.json().getString("user_id");
        String[] webber = {"X-User-ID", id};

        // When
        Answer created = clients.post("/api/enrollment/create", new JsonObject(), webber);
        Answer done = clients.complete(created.json().getString("token"), "ios_webbers_phone_01", "Webbers phone");
        Phone phone = new Phone("ios_webbers_phone_01", done.json().getString("user_id"));
        Answer sent = clients.post(
                "/api/messages",
                new JsonObject().put("recipient_id", phone.userId()).put("content", "hi"),
                webber);
        Answer users = clients.get("/api/users", webber);
        Answer messages = clients.get("/api/messages?limit=50&offset=0", webber);

        // Then
        assertThat(login.status()).isEqualTo(200);
        assertThat(login.json().fieldNames())
                .contains("user_id", "username", "user_type")
                .doesNotContain("token");
        assertThat(again.json().getString("user_id")).isEqualTo(id);
        assertThat(created.status()).isEqualTo(201);
        assertThat(sent.status()).isEqualTo(201);
        assertThat(users.array().stream().map(user -> ((JsonObject) user).getString("id")))
                .contains(phone.userId(), anna.id())
                .doesNotContain(id);
        assertThat(messages.array()).hasSize(1);
        assertThat(clients.get("/api/auth/available-users").array().stream()
                        .map(user -> ((JsonObject) user).getString("username")))
                .contains("webber", "anna")
                .doesNotContain("Webbers phone");
        assertThat(clients.incoming(phone).getJsonArray("messages")).hasSize(1);
        JsonArray none = clients.get("/api/messages?offset=5", webber).array();
        assertThat(none).isEmpty();
    }

    @Test
    void theHeaderStandsForNobodyWhoIsNotAWebUser() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Dirk");

        // Then
        for (String id : List.of(phone.userId(), abel.id(), UUID.randomUUID().toString(), "rubbish")) {
            Answer answer = clients.get("/api/messages", "X-User-ID", id);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().getString("error")).contains("User ID required");
        }
        Answer asPhone = clients.post("/api/auth/login", new JsonObject().put("username", "Dirk"));
        assertThat(asPhone.status()).isEqualTo(401);
        assertThat(clients.get("/api/messages").json().getJsonObject("error").getString("message"))
                .isEqualTo("User ID required");
    }
}
