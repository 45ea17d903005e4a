package ghosthunter.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.device.Gate;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocsIT {
    private TestHub hub;

    @BeforeEach
    void startHub() throws Exception {
        hub = new TestHub(Gate.Limits.DEFAULT, 0);
    }

    @AfterEach
    void stopHub() throws Exception {
        hub.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return hub.send(hub.anonymous(path));
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "/docs, text/html; charset=utf-8",
        "/docs/, text/html; charset=utf-8",
        "/docs/docs.js, text/javascript; charset=utf-8",
        "/docs/docs.css, text/css; charset=utf-8",
        "/docs/swagger-ui.css, text/css; charset=utf-8",
        "/docs/swagger-ui-bundle.js, text/javascript; charset=utf-8",
        "/docs/swagger-ui-standalone-preset.js, text/javascript; charset=utf-8",
        "/docs/favicon-32x32.png, image/png",
        "/docs/openapi/ghosthunter.yaml, application/yaml; charset=utf-8",
        "/docs/openapi/ghosthunter.json, application/json"
    })
    void everybodyMayReadThePageAndTheDocuments(String path, String mediaType) throws Exception {
        // When
        HttpResponse<String> answer = get(path);

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "content-type")).isEqualTo(mediaType);
        assertThat(header(answer, "cache-control")).matches("no-cache|max-age=[0-9]+");
        assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(answer.body()).isNotEmpty();
    }

    @Test
    void thePageLoadsNothingFromElsewhereAndHasNoScriptInIt() throws Exception {
        // When
        HttpResponse<String> answer = get("/docs");

        // Then
        assertThat(header(answer, "content-security-policy"))
                .contains("default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("http", "unsafe-eval");
        assertThat(answer.body()).doesNotContain("http://", "https://").doesNotContainPattern("<script>|onload=");
    }

    @Test
    void whatABrowserHasIsNotSentAgain() throws Exception {
        // Given
        String tag = header(get("/docs/openapi/ghosthunter.yaml"), "etag");

        // When
        HttpResponse<String> again =
                hub.send(hub.anonymous("/docs/openapi/ghosthunter.yaml").header("If-None-Match", tag));

        // Then
        assertThat(tag).matches("\"[0-9a-f]{32}\"");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs/nothing.js",
                "/docs/index.html/..%2f..%2fdb/hub/V001__ledger.sql",
                "/docs/..%2fdb%2fhub%2fV001__ledger.sql",
                "/docs/%2e%2e/openapi/ghosthunter.yaml",
                "/docs/openapi/..%2fghosthunter.yaml",
                "/docs/openapi/cpos.yaml",
                "/docs/openapi/",
                "/docs/openapi/ghosthunter",
                "/docs/swagger-ui.js"
            })
    void nothingElseCanBeAskedFor(String path) throws Exception {
        // When
        HttpResponse<String> answer = get(path);

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("urn:ghosthunter:problem:not-found");
    }

    @Test
    void thereIsNothingToWrite() throws Exception {
        // When
        HttpResponse<String> answer = hub.send(hub.anonymous("/docs").POST(HttpRequest.BodyPublishers.ofString("{}")));

        // Then
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(header(answer, "allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void aParameterThatBreaksTheDocumentIsNamed() throws Exception {
        // When
        HttpResponse<String> answer = hub.get("/v1/lockers?limit=1001&after=no%20code&unknown=1");

        // Then
        JsonObject problem = new JsonObject(answer.body());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(problem.getString("type")).isEqualTo("urn:ghosthunter:problem:invalid-request");
        assertThat(problem.getString("detail"))
                .contains(
                        "query limit: 1001 is greater than 1000",
                        "query after: ",
                        "query unknown: is not known here; there are tenant, after, limit")
                .doesNotContain("no code");
    }

    @Test
    void aBodyThatBreaksTheDocumentIsNamedWithEachPlace() throws Exception {
        // When
        HttpResponse<String> answer = hub.post(
                "/v1/lockers/LOCKER-001/tokens",
                "application/json",
                "{\"ttl_s\":\"long\",\"kind\":\"fridge\",\"group\":null,\"more\":1}");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("detail"))
                .contains("body ttl_s: must be of type integer", "body kind: must be one of")
                .doesNotContain("group");
    }

    @Test
    void aMemberOfABodyThatNoDocumentKnowsIsNamed() throws Exception {
        // When
        HttpResponse<String> answer =
                hub.post("/v1/lockers/LOCKER-001/tokens", "application/json", "{\"ttl\":60,\"gruop\":null}");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("detail")).isEqualTo("body ttl: is not known here");
    }

    @Test
    void whoIsNotSignedInHearsNothingOfTheDocumentFirst() throws Exception {
        // When
        HttpResponse<String> answer = get("/v1/lockers?limit=1001");

        // Then
        assertThat(answer.statusCode()).isEqualTo(401);
    }
}
