package ghosthunter.codecs;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Reads {@code vectors/*.json}. */
public final class Vectors {
    private Vectors() {}

    /** The whole file. */
    public static JsonObject file(String name) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + name)) {
            if (in == null) {
                throw new AssertionError("no such vectors: " + name);
            }
            return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    /** Its vectors. */
    public static Stream<JsonObject> of(String name) {
        return of(file(name));
    }

    /** The vectors of a file that was read. */
    public static Stream<JsonObject> of(JsonObject file) {
        return file.getJsonArray("vectors").stream().map(JsonObject.class::cast);
    }
}
