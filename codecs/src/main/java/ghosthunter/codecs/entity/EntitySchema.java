package ghosthunter.codecs.entity;

import ghosthunter.codecs.problem.Printable;
import ghosthunter.codecs.problem.Reason;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the data of an entity type look like: a JSON Schema, draft 2020-12. Immutable, for any thread. */
public final class EntitySchema {
    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setBaseUri("urn:ghosthunter:entity")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);

    private final Validator validator;

    private EntitySchema(Validator validator) {
        this.validator = validator;
    }

    /**
     * Makes one of a schema that stands for itself: references may point into it, not to other documents.
     *
     * @throws IllegalArgumentException if it is no schema, or refers to what is not in it
     */
    public static EntitySchema of(JsonObject schema) {
        try {
            EntitySchema made = new EntitySchema(Validator.create(JsonSchema.of(schema), OPTIONS));
            OutputUnit unused = made.validator.validate(new JsonObject());
            return made;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("is no JSON Schema: " + Reason.of(e), e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it cannot be read or is no schema; the message names the file
     */
    static EntitySchema read(Path file) {
        try {
            return of(new JsonObject(Files.readString(file)));
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read (" + Reason.of(e) + ")", e);
        } catch (DecodeException e) {
            throw new IllegalArgumentException(file + " is not JSON", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " " + e.getMessage(), e);
        }
    }

    /** What the data break, in words with the place in the data; empty if they keep to it. */
    public Optional<String> violation(JsonObject data) {
        OutputUnit output = validator.validate(data);
        if (Boolean.TRUE.equals(output.getValid())) {
            return Optional.empty();
        }
        // The last is the innermost: those before it say that something inside them is wrong.
        return Optional.of(Optional.ofNullable(output.getErrors())
                .filter(errors -> !errors.isEmpty())
                .map(errors -> errors.get(errors.size() - 1))
                .map(error -> Printable.of(error.getInstanceLocation() + ": " + error.getError()))
                .orElse("breaks the schema"));
    }
}
