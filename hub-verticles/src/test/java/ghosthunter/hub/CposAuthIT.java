package ghosthunter.hub;

import static ghosthunter.hub.CposShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.CposShop.Answer;
import ghosthunter.hub.CposShop.Till;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How shops, tills and people of cpos come to be known, over HTTP. */
class CposAuthIT {
    @TempDir
    private static Path dataDir;

    private static CposShop shop;

    @BeforeAll
    static void openShop() throws Exception {
        shop = CposShop.open(dataDir);
    }

    @AfterAll
    static void closeShop() throws Exception {
        shop.close();
    }

    @Test
    void theFirstSuperAdminIsMadeOnce() throws Exception {
        // Given
        String unused = shop.admin();

        // When
        Answer again = shop.post("/api/auth/setup/super-admin", null, CposShop.person("second"));
        Answer weak = shop.post(
                "/api/auth/setup/super-admin", null, CposShop.person("third").put("password", "password"));

        // Then
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.json().getString("code")).isEqualTo("AUTH_ERROR");
        assertThat(weak.status()).isEqualTo(400);
        assertThat(weak.json().getString("error")).isEqualTo("Validation failed");
        assertThat(weak.json().getJsonArray("details")).hasSize(1);
    }

    @Test
    void thePeopleOfShopsKeepTheFirstAdminOfTheHubNotOut() throws Exception {
        // Given
        String unused = shop.admin();

        // When
        String admin = shop.hub.admin();

        // Then
        assertThat(admin).isNotEmpty();
        assertThat(shop.value("SELECT role FROM operator WHERE name = 'cpos.root'"))
                .isEqualTo("guest");
    }

    @Test
    void thePeopleOfShopsMayDoNothingInTheHubsOwnApi() throws Exception {
        // Given
        String unused = shop.admin();
        Answer login = shop.post("/v1/login", null, json("name", "cpos.root", "password", CposShop.PASSWORD));

        // When
        Answer read = shop.get("/v1/entities/cpos-user", login.json().getString("access_token"));

        // Then
        assertThat(read.status()).isEqualTo(403);
    }

    @Test
    void whoSignsInGetsTokensAndLosesThemBySigningOut() throws Exception {
        // Given
        String unused = shop.admin();
        JsonObject login = shop.login("Root", CposShop.PASSWORD);
        JsonObject tokens = login.getJsonObject("tokens");

        // When
        Answer refreshed = shop.post("/api/auth/refresh", null, json("refreshToken", tokens.getString("refreshToken")));
        String token = refreshed.json().getJsonObject("tokens").getString("accessToken");
        Answer out = shop.post("/api/auth/logout", token, json());

        // Then
        assertThat(login.getJsonObject("user").fieldNames())
                .contains("id", "username", "email", "firstName", "lastName", "role", "store");
        assertThat(tokens.getLong("expiresIn")).isEqualTo(28_800);
        assertThat(login.getJsonArray("permissions")).contains("sync:read", "sync:trigger");
        assertThat(refreshed.json().getString("type")).isEqualTo("user");
        assertThat(out.json()).isEqualTo(json("success", true));
        for (String dead : List.of(token, tokens.getString("accessToken"))) {
            Answer refused = shop.get("/api/auth/terminal/list", dead);
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.json()).isEqualTo(json("error", "Invalid token"));
        }
    }

    private static JsonObject claims(String token) {
        return new JsonObject(
                new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8));
    }

    @Test
    void tokensSayWhoseTheyAreAndHowLongTheyAreGood() throws Exception {
        // When
        JsonObject user = claims(shop.admin());
        JsonObject terminal = claims(shop.till().token());
        Answer wrongKind = shop.get("/api/auth/terminal/list", shop.till().token());

        // Then
        assertThat(user.fieldNames())
                .contains("userId", "username", "role", "storeId", "type", "sessionId", "jti", "iat");
        assertThat(user.getLong("exp") - user.getLong("iat")).isEqualTo(8 * 3_600);
        assertThat(terminal.fieldNames())
                .contains("terminalId", "terminalCode", "storeId", "branchId", "type", "sessionId", "jti", "iat");
        assertThat(terminal.getLong("exp") - terminal.getLong("iat")).isEqualTo(24 * 3_600);
        assertThat(wrongKind.status()).isEqualTo(401);
        assertThat(wrongKind.json()).isEqualTo(json("error", "Invalid token type"));
    }

    @Test
    void fiveWrongPasswordsLockAnAccount() throws Exception {
        // Given
        Answer made = shop.post(
                "/api/auth/user/create",
                shop.admin(),
                CposShop.person("locked").put("role", "CASHIER").put("storeId", shop.store()));
        JsonObject wrong = json("username", "locked", "password", "Wrong-pw1");

        // When
        for (int i = 0; i < 5; i++) {
            assertThat(shop.post("/api/auth/admin/login", null, wrong).json().getString("code"))
                    .isEqualTo("AUTH_ERROR");
        }
        Answer right = shop.post("/api/auth/admin/login", null, wrong.copy().put("password", CposShop.PASSWORD));

        // Then
        assertThat(made.status()).isEqualTo(200);
        assertThat(right.status()).isEqualTo(429);
        assertThat(right.json().getString("code")).isEqualTo("AUTH_ERROR");
    }

    @Test
    void badCredentialsAre400AndAMissingTokenIs401() throws Exception {
        // When
        Answer wrong = shop.post("/api/auth/admin/login", null, json("username", "nobody", "password", "Wrong-pw1"));
        Answer none = shop.get("/api/auth/terminal/list", null);
        Answer empty = shop.post("/api/auth/admin/login", null, json());

        // Then
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json()).isEqualTo(json("error", "Invalid credentials", "code", "AUTH_ERROR"));
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.json()).isEqualTo(json("error", "Authentication required"));
        assertThat(empty.json().getJsonArray("details"))
                .isEqualTo(new JsonArray().add("username is required").add("password is required"));
    }

    @Test
    void namesAreTakenOnceAndWhatABodyNamesMustBeThere() throws Exception {
        // Given
        Till till = shop.till();
        JsonObject second = CposShop.terminal(till.storeId(), till.branchId());

        // When
        Answer sameMac = shop.post(
                "/api/auth/terminal/register", shop.admin(), second.copy().put("macAddress", till.mac()));
        Answer noStore = shop.post(
                "/api/auth/terminal/register",
                shop.admin(),
                second.copy().put("storeId", UUID.randomUUID().toString()));
        Answer wrong =
                shop.post("/api/auth/store/register", shop.admin(), json("storeCode", "small", "storeName", "x"));
        Answer made = shop.post("/api/auth/terminal/register", shop.admin(), second);

        // Then
        assertThat(sameMac.status()).isEqualTo(409);
        assertThat(sameMac.json().getString("code")).isEqualTo("DUPLICATE_ENTRY");
        assertThat(noStore.status()).isEqualTo(404);
        assertThat(noStore.json().getString("code")).isEqualTo("NOT_FOUND");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        assertThat(made.json().getString("apiKey")).matches("[0-9a-f]{64}");
        assertThat(made.json().getString("activationCode")).matches("\\d{6}");
    }

    @Test
    void anActivationCodeWorksOnceOnItsMachine() throws Exception {
        // Given
        Till other = shop.till();
        JsonObject asked = CposShop.terminal(other.storeId(), other.branchId());
        JsonObject registered =
                shop.post("/api/auth/terminal/register", shop.admin(), asked).json();
        JsonObject good = json(
                "activationCode", registered.getString("activationCode"), "macAddress", asked.getString("macAddress"));

        // When
        Answer elsewhere =
                shop.post("/api/auth/terminal/activate", null, good.copy().put("macAddress", other.mac()));
        Answer activated = shop.post("/api/auth/terminal/activate", null, good);
        Answer again = shop.post("/api/auth/terminal/activate", null, good);

        // Then
        assertThat(elsewhere.status()).isEqualTo(400);
        assertThat(activated.status()).as(activated.text()).isEqualTo(200);
        JsonObject terminal = activated.json().getJsonObject("terminal");
        assertThat(terminal.getString("apiKey")).isEqualTo(registered.getString("apiKey"));
        assertThat(terminal.fieldNames()).contains("id", "terminalCode", "terminalName", "store", "branch", "features");
        assertThat(terminal.containsKey("activation")).isFalse();
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.json().getString("code")).isEqualTo("AUTH_ERROR");
    }

    @Test
    void guessesAtACodeHaveALimit() throws Exception {
        // Given
        String store = shop.store();
        JsonObject asked = CposShop.terminal(store, shop.branch(store));
        JsonObject registered =
                shop.post("/api/auth/terminal/register", shop.admin(), asked).json();
        String code = registered.getString("activationCode");
        JsonObject wrong = json(
                "activationCode",
                code.equals("000000") ? "000001" : "000000",
                "macAddress",
                asked.getString("macAddress"));

        // When
        List<CompletableFuture<Integer>> guesses = IntStream.range(0, 20)
                .mapToObj(i -> shop.hub.sendAsync(shop.hub.json("POST", "/api/auth/terminal/activate", wrong)))
                .map(answer -> answer.thenApply(HttpResponse::statusCode))
                .toList();
        Map<Integer, Long> statuses = guesses.stream()
                .map(CompletableFuture::join)
                .collect(Collectors.groupingBy(status -> status, Collectors.counting()));
        Answer right =
                shop.post("/api/auth/terminal/activate", null, wrong.copy().put("activationCode", code));

        // Then
        assertThat(statuses).isEqualTo(Map.of(400, 5L, 429, 15L));
        assertThat(right.status()).isEqualTo(429);
    }

    @Test
    void theKeyOfATerminalThatIsNotActiveOpensNothing() throws Exception {
        // Given
        String store = shop.store();
        JsonObject asked = CposShop.terminal(store, shop.branch(store));
        String key = shop.post("/api/auth/terminal/register", shop.admin(), asked)
                .json()
                .getString("apiKey");

        // When
        Answer pulled = shop.get("/api/sync/pull?entityType=Product", key);
        Answer authenticated = shop.post(
                "/api/auth/terminal/authenticate",
                null,
                json("apiKey", key, "macAddress", asked.getString("macAddress")));

        // Then
        assertThat(pulled.status()).isEqualTo(401);
        assertThat(pulled.json()).isEqualTo(json("error", "Invalid token"));
        assertThat(authenticated.status()).isEqualTo(400);
        assertThat(authenticated.json()).isEqualTo(json("error", "Terminal is not active", "code", "AUTH_ERROR"));
    }

    @Test
    void anApiKeyIsGoodOnItsMachineAlone() throws Exception {
        // Given
        Till till = shop.till();
        Till other = shop.till();

        // When
        Answer good = shop.post(
                "/api/auth/terminal/authenticate", null, json("apiKey", till.apiKey(), "macAddress", till.mac()));
        Answer elsewhere = shop.post(
                "/api/auth/terminal/authenticate", null, json("apiKey", till.apiKey(), "macAddress", other.mac()));
        Answer none = shop.post("/api/auth/terminal/authenticate", null, json("macAddress", till.mac()));

        // Then
        assertThat(good.status()).isEqualTo(200);
        assertThat(good.json().getString("token")).isNotEmpty();
        assertThat(elsewhere.status()).isEqualTo(400);
        assertThat(elsewhere.json().getString("code")).isEqualTo("AUTH_ERROR");
        assertThat(none.json()).isEqualTo(json("error", "apiKey is required"));
    }

    @Test
    void neitherKeysNorCodesNorPasswordsAreInTheDatabase() throws Exception {
        // Given
        String store = shop.store();
        JsonObject asked = CposShop.terminal(store, shop.branch(store));
        JsonObject registered =
                shop.post("/api/auth/terminal/register", shop.admin(), asked).json();

        // When
        String found = shop.value("SELECT string_agg(data::text, ' ') FROM entity_version")
                + shop.value("SELECT string_agg(convert_from(line, 'UTF8'), ' ') FROM ledger");

        // Then
        assertThat(found)
                .contains(asked.getString("terminalCode"))
                .doesNotContain(registered.getString("apiKey"))
                .doesNotContain("\"" + registered.getString("activationCode") + "\"")
                .doesNotContain(CposShop.PASSWORD);
    }

    @Test
    void aManagerManagesTheOwnStoreAndACashierNothing() throws Exception {
        // Given
        Till till = shop.till();
        Till elsewhere = shop.till();
        Answer manager = shop.post(
                "/api/auth/user/create",
                shop.admin(),
                CposShop.person("manager").put("role", "STORE_MANAGER").put("storeId", till.storeId()));
        String token =
                shop.login("manager", CposShop.PASSWORD).getJsonObject("tokens").getString("accessToken");

        // When
        Answer cashier = shop.post(
                "/api/auth/user/create",
                token,
                CposShop.person("cashier").put("role", "CASHIER").put("storeId", till.storeId()));
        Answer equal = shop.post(
                "/api/auth/user/create",
                token,
                CposShop.person("equal").put("role", "STORE_MANAGER").put("storeId", till.storeId()));
        JsonObject terminals = shop.get("/api/auth/terminal/list", token).json();
        JsonObject users = shop.get("/api/auth/user/list", token).json();
        String cashiers =
                shop.login("cashier", CposShop.PASSWORD).getJsonObject("tokens").getString("accessToken");
        Answer refused =
                shop.post("/api/auth/terminal/register", cashiers, CposShop.terminal(till.storeId(), till.branchId()));

        // Then
        assertThat(manager.status()).as(manager.text()).isEqualTo(200);
        assertThat(cashier.status()).as(cashier.text()).isEqualTo(200);
        assertThat(equal.status()).isEqualTo(403);
        assertThat(users.getJsonArray("users").stream().map(user -> ((JsonObject) user).getString("username")))
                .containsExactlyInAnyOrder("manager", "cashier");
        assertThat(terminals.getLong("totalCount")).isEqualTo(1);
        assertThat(terminals.getJsonArray("terminals").getJsonObject(0).getString("id"))
                .isEqualTo(till.id());
        assertThat(terminals.encode()).doesNotContain(elsewhere.id()).doesNotContain("sealed");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json()).isEqualTo(json("error", "Insufficient permissions"));
    }

    @Test
    void whoKnowsTheOldPasswordChangesIt() throws Exception {
        // Given
        String store = shop.store();
        Answer made = shop.post(
                "/api/auth/user/create",
                shop.admin(),
                CposShop.person("grace").put("role", "CASHIER").put("storeId", store));
        String token =
                shop.login("grace", CposShop.PASSWORD).getJsonObject("tokens").getString("accessToken");

        // When
        Answer wrong = shop.post(
                "/api/auth/user/change-password",
                token,
                json("currentPassword", "Wrong-pw1", "newPassword", "Next-pw-1"));
        Answer changed = shop.post(
                "/api/auth/user/change-password",
                token,
                json("currentPassword", CposShop.PASSWORD, "newPassword", "Next-pw-1"));

        // Then
        assertThat(made.status()).isEqualTo(200);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(changed.status()).as(changed.text()).isEqualTo(200);
        assertThat(shop.login("grace", "Next-pw-1").getBoolean("success")).isTrue();
    }
}
