package ghosthunter.hub.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiContractTest {
    private static final ApiContract CONTRACT = ApiContract.of("test", """
            openapi: 3.1.0
            paths:
              /things/{id}/parts/:
                parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
                post:
                  parameters:
                    - {$ref: "#/components/parameters/Limit"}
                    - {name: tag, in: query, schema: {type: array, items: {type: integer}, maxItems: 2}}
                    - {name: since, in: query, schema: {anyOf: [{type: integer, minimum: 0}, {type: "null"}]}}
                    - {name: dry, in: query, schema: {type: boolean}}
                    - {name: number, in: query, schema: {type: string}}
                    - {name: X-Tenant-ID, in: header, required: true, schema: {type: string, minLength: 1}}
                    - {name: Authorization, in: header, required: true, schema: {type: string}}
                  requestBody:
                    required: true
                    content:
                      application/json: {schema: {$ref: "#/components/schemas/Parts"}}
                      application/x-www-form-urlencoded: {schema: {type: object}}
                get: {}
            components:
              parameters:
                Limit: {name: limit, in: query, schema: {$ref: "#/components/schemas/Limit"}}
              schemas:
                Limit: {type: integer, minimum: 1, maximum: 10}
                Parts:
                  type: object
                  required: [parts]
                  properties:
                    parts: {type: array, minItems: 1, items: {$ref: "#/components/schemas/Part"}}
                    closed: {type: object, properties: {a: {type: integer}}, additionalProperties: false}
                Part:
                  type: object
                  required: [name]
                  properties:
                    name: {type: string, pattern: "^[a-z]+$"}
                    kind: {enum: [big, small]}
                    note: {type: [string, "null"], maxLength: 3}
                    size: {oneOf: [{type: integer, minimum: 1}, {type: object, required: [w, h]}, {type: "null"}]}
                    part: {$ref: "#/components/schemas/Part"}
            """);

    private static final ApiOperation POST =
            CONTRACT.operation("POST", "/things/:thing_id/parts").orElseThrow();

    private static MultiMap map(String... namesAndValues) {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private static List<Violation> query(String... namesAndValues) {
        return POST.parameterViolations(List.of("1"), map(namesAndValues), map("x-tenant-id", "a"));
    }

    private static List<Violation> body(String json) {
        return POST.bodyViolations(new JsonObject(json));
    }

    @Test
    void aPathIsTheSameWhateverItsParametersAreCalledAndWithASlashOrNot() {
        assertThat(CONTRACT.operations()).containsExactly("GET /things/{}/parts", "POST /things/{}/parts");
        assertThat(CONTRACT.operation("post", "/things/{x}/parts/")).contains(POST);
        assertThat(CONTRACT.operation("PUT", "/things/{x}/parts")).isEmpty();
        assertThat(CONTRACT.find("POST", "/things/7/parts/")).contains(POST);
        assertThat(CONTRACT.find("POST", "/things/7/other/")).isEmpty();
    }

    @Test
    void aPathStandsBelowEachServer() {
        // When
        ApiContract contract = ApiContract.of("served", """
                openapi: 3.1.0
                servers: [{url: /api}, {url: "https://hub.invalid/"}]
                paths:
                  /sync: {post: {requestBody: {required: true, content: {application/json: {schema: {type: object}}}}}}
                  /health: {servers: [{url: /api/}], get: {}}
                  /: {servers: [{url: /}], get: {}}
                """);

        // Then
        assertThat(contract.operations())
                .containsExactlyInAnyOrder("POST /api/sync", "POST /sync", "GET /api/health", "GET /");
        assertThat(contract.operation("POST", "/api/sync/").orElseThrow().mayBeEmpty())
                .isFalse();
    }

    @Test
    void aParameterIsReadAsWhatItsSchemaWants() {
        assertThat(query("limit", "10", "tag", "1", "tag", "2", "since", "0", "dry", "true", "number", "12"))
                .isEmpty();
        assertThat(query("limit", "007")).isEmpty();
    }

    @Test
    void aWrongParameterIsNamedWithItsPlace() {
        // When
        List<Violation> violations =
                POST.parameterViolations(List.of("x"), map("limit", "11", "tag", "a", "dry", "yes"), map());

        // Then
        assertThat(violations)
                .extracting(Violation::toString)
                .containsExactlyInAnyOrder(
                        "path id: must be of type integer",
                        "query limit: 11 is greater than 10",
                        "query tag/0: must be of type integer",
                        "query dry: must be of type boolean",
                        "header X-Tenant-ID: is missing");
    }

    @Test
    void aParameterThatNoDocumentKnowsIsNamedWithThoseThatThereAre() {
        assertThat(POST.strangers(map("limit", "1", "dry", "true"))).isEmpty();
        assertThat(POST.strangers(map("limt", "1")))
                .extracting(Violation::toString)
                .containsExactly("query limt: is not known here; there are limit, tag, since, dry, number");
        assertThat(CONTRACT.operation("GET", "/things/:thing_id/parts")
                        .orElseThrow()
                        .strangers(map("a/b", "1")))
                .extracting(Violation::toString)
                .containsExactly("query a~1b: is not known here; there is none");
    }

    @Test
    void aBodyThatKeepsToTheSchemaHasNoViolation() {
        assertThat(body("{\"parts\":[{\"name\":\"a\",\"kind\":\"big\",\"note\":null,\"size\":null,\"more\":1},"
                        + "{\"name\":\"b\",\"size\":{\"w\":1,\"h\":1},\"part\":{\"name\":\"c\",\"size\":1}}]}"))
                .isEmpty();
    }

    @Test
    void everyPlaceOfABodyThatIsWrongIsNamedOnceAndWithTheReason() {
        // When
        List<Violation> violations = body("{\"parts\":[{\"kind\":\"huge\",\"note\":\"long\",\"size\":{\"w\":1}},"
                + "{\"name\":\"b\",\"size\":0,\"part\":{\"name\":\"C\",\"size\":\"x\"}}],"
                + "\"closed\":{\"a\":\"x\",\"b\":1}}");

        // Then
        assertThat(violations)
                .extracting(Violation::toString)
                .containsExactlyInAnyOrder(
                        "body parts/0/name: is missing",
                        "body parts/0/kind: must be one of [\"big\",\"small\"]",
                        "body parts/0/note: String is too long (4 > 3)",
                        "body parts/0/size/h: is missing",
                        "body parts/1/size: 0 is less than 1",
                        "body parts/1/part/name: String does not match pattern",
                        "body parts/1/part/size: fits none of the forms that it may have",
                        "body closed/a: must be of type integer",
                        "body closed/b: is not known here");
    }

    @Test
    void aPlaceIsAlsoAList() {
        assertThat(body("{\"parts\":[{\"name\":1}]}"))
                .extracting(Violation::loc)
                .containsExactly(List.of("body", "parts", 0, "name"));
        assertThat(POST.bodyViolations(new JsonArray()))
                .extracting(Violation::loc)
                .containsExactly(List.of("body"));
    }

    @Test
    void aFormIsNobodysJson() {
        assertThat(POST.takesJson("application/json; charset=utf-8")).isTrue();
        assertThat(POST.takesJson(null)).isTrue();
        assertThat(POST.takesJson("application/x-www-form-urlencoded")).isFalse();
        assertThat(CONTRACT.operation("GET", "/things/{id}/parts").orElseThrow().takesJson("application/json"))
                .isFalse();
    }

    @Test
    void theDocumentThatIsShownIsTheOneThatWasWritten() {
        assertThat(new JsonObject(CONTRACT.json()).encode()).doesNotContain("__absolute");
        assertThat(CONTRACT.yaml()).startsWith("openapi: 3.1.0");
    }

    @Test
    void aDocumentThatIsMissingOrRefersToNothingIsNeverSilent() {
        assertThatThrownBy(() -> ApiContract.read("nobody")).hasMessage("there is no openapi/nobody.yaml");
        assertThatThrownBy(() -> ApiContract.of("it", "paths: {/a: {get: {parameters: [{$ref: '#/components/x'}]}}}"))
                .hasMessage("there is no #/components/x");
        assertThatThrownBy(() -> ApiContracts.of(List.of(CONTRACT)).of("other")).hasMessageContaining("other.yaml");
    }
}
