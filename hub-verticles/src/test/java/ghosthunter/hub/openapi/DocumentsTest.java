package ghosthunter.hub.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.OpenAPIVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
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

    /** The schema of the standard leaves the schemas within a document to JSON Schema. */
    @ParameterizedTest
    @MethodSource("names")
    void eachSchemaIsJsonSchema(String name) throws Exception {
        // Given
        JsonSchemaOptions options = new JsonSchemaOptions()
                .setBaseUri("https://hub.invalid/")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic);
        Validator standard = SchemaRepository.create(options)
                .preloadMetaSchema(vertx.fileSystem(), Draft.DRAFT202012)
                .validator(Draft.DRAFT202012.getIdentifier());
        Map<String, JsonObject> schemas = new TreeMap<>();

        // When
        places(document(name), (at, place) -> schemas(at, place).forEach(schemas::put));

        // Then
        assertThat(schemas)
                .hasSizeGreaterThan(10)
                .allSatisfy((at, schema) ->
                        assertThat(standard.validate(schema).getErrors()).as(at).isNullOrEmpty());
        assertThat(standard.validate(new JsonObject().put("type", "text")).getValid())
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyReferenceIsToSomethingThatIsThere(String name) {
        // Given
        JsonObject document = document(name);
        List<String> references = new ArrayList<>();

        // When
        places(document, (at, place) -> {
            if (place.getValue("$ref") instanceof String reference) {
                references.add(reference);
            }
        });

        // Then
        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(JsonPointer.from(reference.replaceFirst("^#", ""))
                                .queryJson(document))
                        .as(reference)
                        .isNotNull());
    }

    /** An example that its own schema refuses would be the first that somebody tries. */
    @Test
    void everyExampleAndDefaultKeepsToItsSchema() throws Exception {
        // Given
        Map<String, List<Violation>> looked = new TreeMap<>();

        // When
        for (String name : names()) {
            JsonObject document = document(name);
            places(
                    document,
                    (at, place) -> schemas(at, place)
                            .forEach((of, schema) -> told(at, place, of, schema)
                                    .forEach(example -> looked.put(
                                            name + of + " " + example,
                                            ValueCheck.of(schema, document)
                                                    .violations(Violation.Location.BODY, "", example)))));
        }

        // Then
        assertThat(looked)
                .hasSizeGreaterThan(10)
                .allSatisfy((of, violations) -> assertThat(violations).as(of).isEmpty());
    }

    /** What a schema tells of itself, and what stands beside it. */
    private static List<Object> told(String at, JsonObject place, String of, JsonObject schema) {
        List<Object> told = new ArrayList<>(examples(schema));
        if (of.equals(at + "/schema")) {
            told.addAll(examples(place));
        }
        return told;
    }

    private static JsonObject document(String name) {
        return new JsonObject(ApiContract.read(name).json());
    }

    /** Every object of a document, with where it is. */
    private static void places(JsonObject document, BiConsumer<String, JsonObject> look) {
        places("#", document, look);
    }

    private static void places(String at, Object place, BiConsumer<String, JsonObject> look) {
        if (place instanceof JsonObject object) {
            look.accept(at, object);
            object.forEach(member -> places(at + "/" + member.getKey(), member.getValue(), look));
        } else if (place instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                places(at + "/" + i, array.getValue(i), look);
            }
        }
    }

    /** The schemas that stand at a place: of a parameter, a header or a body; or those that the document names, and their members. */
    private static Map<String, JsonObject> schemas(String at, JsonObject place) {
        Map<String, JsonObject> schemas = new TreeMap<>();
        boolean ofMembers = at.endsWith("/properties");
        if (!ofMembers && place.getValue("schema") instanceof JsonObject schema) {
            schemas.put(at + "/schema", schema);
        }
        if (ofMembers || at.equals("#/components/schemas")) {
            place.forEach(member -> schemas.put(at + "/" + member.getKey(), (JsonObject) member.getValue()));
        }
        return schemas;
    }

    private static List<Object> examples(JsonObject teller) {
        Object several = teller.getValue("examples");
        Stream<Object> named = several instanceof JsonObject object
                ? object.stream().map(example -> ((JsonObject) example.getValue()).getValue("value"))
                : several instanceof JsonArray array ? array.stream() : Stream.empty();
        Stream<Object> single =
                Stream.of("example", "default").filter(teller::containsKey).map(teller::getValue);
        return Stream.concat(named, single).toList();
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
