package ghosthunter.hub;

import static ghosthunter.hub.CposShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.CposShop.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server of cpos says whatever is asked: what it is, to whom it talks, what is nowhere and what is too much. */
class CposServerIT {
    private static final String ALLOW = "Access-Control-Allow-";

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

    private static HttpResponse<String> preflight(String origin) throws Exception {
        return shop.hub.send(shop.hub
                .request("/api/sync/push")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type")
                .method("OPTIONS", BodyPublishers.noBody()));
    }

    @Test
    void aPageOfAKnownSiteIsToldWhatItMay() throws Exception {
        // When
        HttpResponse<String> asked = preflight(CposShop.SITE);
        HttpResponse<String> refused = shop.hub.send(shop.hub
                .json("POST", "/api/sync/push", json("terminalId", "t1"))
                .header("Origin", CposShop.SITE));

        // Then
        assertThat(asked.statusCode()).isEqualTo(204);
        assertThat(asked.headers().firstValue(ALLOW + "Methods").orElse("")).contains("POST", "GET");
        assertThat(asked.headers().firstValue(ALLOW + "Headers"))
                .contains("Content-Type, Authorization, X-Requested-With");
        assertThat(asked.headers().firstValue("Access-Control-Max-Age")).contains("86400");
        assertThat(refused.statusCode()).isEqualTo(401);
        for (HttpResponse<String> answer : List.of(asked, refused)) {
            assertThat(answer.headers().firstValue(ALLOW + "Origin")).contains(CposShop.SITE);
            assertThat(answer.headers().firstValue(ALLOW + "Credentials")).contains("true");
            assertThat(answer.headers().firstValue("Vary")).contains("Origin");
        }
    }

    @Test
    void theHubsOwnPagesMayAsk() throws Exception {
        assertThat(preflight(shop.hub.node.url()).statusCode()).isEqualTo(204);
    }

    /** What it asks is not done either: a page needs no leave for a request that is simple enough. */
    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1:1", "https://shop.example.evil.example"})
    void aPageOfAnotherSiteIsRefused(String origin) throws Exception {
        // When
        HttpResponse<String> asked = preflight(origin);
        HttpResponse<String> setup = shop.hub.send(shop.hub
                .json("POST", "/api/auth/setup/super-admin", CposShop.person("evil"))
                .header("Origin", origin));

        // Then
        for (HttpResponse<String> answer : List.of(asked, setup)) {
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(new Answer(500, answer.body()).json())
                    .isEqualTo(json("error", json("code", "INTERNAL_ERROR", "message", "Not allowed by CORS")));
            assertThat(answer.headers().firstValue(ALLOW + "Origin")).isEmpty();
        }
        assertThat(shop.value("SELECT count(*) FROM operator WHERE name = 'cpos.evil'"))
                .isEqualTo("0");
    }
}
