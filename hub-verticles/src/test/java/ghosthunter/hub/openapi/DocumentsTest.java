package ghosthunter.hub.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.contract.OpenAPIVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentsTest {
    private static final Path FOLDER = Path.of("src/main/resources/openapi");

    private static Vertx vertx;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    static List<String> names() throws Exception {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .toList();
        }
    }

    /** By the schema of the standard. The reader of that library takes less: no relative server, no parameter of two types. */
    @ParameterizedTest
    @MethodSource("names")
    void eachIsOpenApi31(String name) throws Exception {
        // Given
        JsonObject document = inPlace(new JsonObject(ApiContract.read(name).json()));

        // When
        OutputUnit judged = OpenAPIVersion.V3_1
                .getRepository(vertx, "https://hub.invalid/")
                .compose(standard -> OpenAPIVersion.V3_1.validateContract(vertx, standard, document))
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);

        // Then
        assertThat(document.getString("openapi")).startsWith("3.1.");
        assertThat(judged.getErrors()).isNullOrEmpty();
        assertThat(judged.getValid()).isTrue();
    }

    /** The standard lets a path refer to what it is; its schema, as that library reads it, does not. */
    private static JsonObject inPlace(JsonObject document) {
        JsonObject paths = document.getJsonObject("paths");
        for (String path : List.copyOf(paths.fieldNames())) {
            String ref = paths.getJsonObject(path).getString("$ref");
            if (ref != null) {
                paths.put(
                        path,
                        document.getJsonObject("components")
                                .getJsonObject("pathItems")
                                .getJsonObject(ref.replace("#/components/pathItems/", "")));
            }
        }
        return document;
    }

    /** An example that its own schema refuses would be the first that somebody tries. */
    @ParameterizedTest
    @MethodSource("names")
    void theExamplesOfEachKeepToItsSchemas(String name) {
        // Given
        ApiContract contract = ApiContract.read(name);
        JsonObject paths = new JsonObject(contract.json()).getJsonObject("paths");

        // Then
        for (String path : paths.fieldNames()) {
            JsonObject item = paths.getJsonObject(path);
            for (String method : item.fieldNames()) {
                contract.operation(method, path)
                        .ifPresent(operation -> assertThat(examples(item.getJsonObject(method)))
                                .as(method + " " + path)
                                .allSatisfy(example -> assertThat(operation.bodyViolations(example))
                                        .isEmpty()));
            }
        }
    }

    private static List<Object> examples(JsonObject operation) {
        JsonObject json = Stream.of("requestBody", "content", "application/json")
                .reduce(operation, (at, member) -> at.getJsonObject(member, new JsonObject()), (a, b) -> b);
        Stream<Object> several = json.getJsonObject("examples", new JsonObject()).stream()
                .map(example -> ((JsonObject) example.getValue()).getValue("value"));
        return Stream.concat(Stream.ofNullable(json.getValue("example")), several)
                .toList();
    }

    @Test
    void everyProblemThatThereIsStandsInTheDocumentOfTheHub() {
        // Given
        JsonArray told = new JsonObject(ApiContract.read(ApiContracts.OWN).json())
                .getJsonObject("components")
                .getJsonObject("schemas")
                .getJsonObject("ProblemType")
                .getJsonArray("enum");

        // Then
        assertThat(told.stream())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ProblemType.values())
                        .<Object>map(ProblemType::uri)
                        .toList());
    }

    @Test
    void thePageHasEverythingThatItLoads() {
        // Given
        DocFiles files = DocFiles.read(ApiContracts.read(List.of()));
        String page = files.page().content().toString();

        // Then
        assertThat(page).contains("data-documents=\"ghosthunter\"");
        assertThat(page.lines().filter(line -> line.contains("=\"/docs/")).map(DocumentsTest::loaded))
                .hasSize(6)
                .allSatisfy(name -> assertThat(files.file(name)).as(name).isPresent());
        assertThat(files.document("ghosthunter.yaml")).isPresent();
        assertThat(files.document("ghosthunter.json")).isPresent();
        assertThat(files.document("../docs/index.html")).isEmpty();
    }

    private static String loaded(String line) {
        return line.replaceFirst(".*=\"/docs/([^\"]+)\".*", "$1");
    }
}
