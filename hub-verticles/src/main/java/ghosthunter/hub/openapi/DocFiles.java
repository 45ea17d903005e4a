package ghosthunter.hub.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The page that shows the documents, what it needs of Swagger UI, and the documents: all in memory, by name, and nothing else can be
 * asked for. Immutable, for any thread.
 */
public final class DocFiles {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String JS = "text/javascript; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";

    /** OpenAPI 3.1 names no type of its own for YAML but that of RFC 9512. */
    private static final String YAML = "application/yaml; charset=utf-8";

    private static final String JSON = "application/json";
    private static final String PNG = "image/png";
    private static final String WEBJAR = "/META-INF/resources/webjars/swagger-ui/";

    /** Another release of the hub may have another Swagger UI by the same names. */
    private static final long UI_LIFE_S = 3_600;

    private static final Map<String, String> OF_UI = Map.of(
            "swagger-ui.css", CSS,
            "swagger-ui-bundle.js", JS,
            "swagger-ui-standalone-preset.js", JS,
            "favicon-32x32.png", PNG);
    private static final Map<String, String> OF_OURS = Map.of("docs.js", JS, "docs.css", CSS);

    private final ApiContracts contracts;
    private final DocFile page;
    private final Map<String, DocFile> files = new HashMap<>();
    private final Map<String, DocFile> documents = new HashMap<>();

    private DocFiles(ApiContracts contracts) {
        this.contracts = contracts;
        String names = contracts.all().stream().map(ApiContract::name).collect(Collectors.joining(" "));
        this.page = DocFile.of(utf8(text("/docs/index.html").replace("{documents}", names)), HTML);
        OF_OURS.forEach((name, type) -> files.put(name, DocFile.of(bytes("/docs/" + name), type)));
        String version = version();
        OF_UI.forEach((name, type) -> files.put(
                name, DocFile.of(bytes(WEBJAR + version + "/" + name), type, version + "-" + name, UI_LIFE_S)));
        contracts.all().forEach(contract -> {
            documents.put(contract.name() + ".yaml", DocFile.of(utf8(contract.yaml()), YAML));
            documents.put(contract.name() + ".json", DocFile.of(utf8(contract.json()), JSON));
        });
    }

    /**
     * Reads them out of the program. Blocks for a moment.
     *
     * @throws IllegalStateException if one is missing: the program was built without it
     */
    public static DocFiles read(ApiContracts contracts) {
        return new DocFiles(contracts);
    }

    /** The documents of which these are the pages. */
    public ApiContracts contracts() {
        return contracts;
    }

    /** The page. */
    public DocFile page() {
        return page;
    }

    /** What the page loads, or empty: there is no such file. */
    public Optional<DocFile> file(String name) {
        return Optional.ofNullable(files.get(name));
    }

    /** A document, such as {@code ghosthunter.yaml}, or empty. */
    public Optional<DocFile> document(String name) {
        return Optional.ofNullable(documents.get(name));
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = open("/docs/swagger-ui.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("a resource of the program cannot be read", e);
        }
        return properties.getProperty("version");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(String resource) {
        return new String(bytes(resource), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("a resource of the program cannot be read", e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = DocFiles.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("the program has no " + resource);
        }
        return in;
    }
}
