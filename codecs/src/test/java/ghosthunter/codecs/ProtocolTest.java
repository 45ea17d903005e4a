package ghosthunter.codecs;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.json.StrictJson;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.time.ClockState;
import ghosthunter.codecs.time.OccurredAt;
import ghosthunter.codecs.time.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PROTOCOL.md says what the code does. The working directory of a test is its module. */
final class ProtocolTest {
    private static final String TEXT = read();
    private static final JsonObject EXCHANGE =
            Vectors.of("exchange.json").findFirst().orElseThrow();

    @Test
    void theWholeExchangeIsThatOfTheVector() {
        for (String name : List.of("statement", "statement_jws", "body", "receipt", "answer")) {
            assertThat(section("A whole exchange")).as(name).contains(EXCHANGE.getString(name));
        }
        for (String name : List.of("device_key", "hub_key")) {
            assertThat(section("A whole exchange"))
                    .contains(Vectors.file("exchange.json").getJsonObject(name).getString("seed"));
        }
    }

    @Test
    void theChainOfTheExampleIsThatOfTheVector() {
        // Given
        JsonObject vector = Vectors.of("chain.json")
                .filter(v -> v.getString("name").equals("three changes"))
                .findFirst()
                .orElseThrow();

        // Then
        for (int seq = 0; seq <= 3; seq++) {
            String digest = seq == 0 ? "" : "`" + vector.getJsonArray("digests").getString(seq - 1) + "` ";
            String hash = vector.getJsonArray("heads").getJsonObject(seq).getString("hash");
            assertThat(section("Chain")).contains("| " + seq + " | " + digest + "| `" + hash + "` |");
        }
        assertThat(section("Change line"))
                .contains(vector.getJsonArray("lines").getJsonObject(1).getString("text"));
    }

    @Test
    void everyFieldThatIsWrittenStandsInItsTable() {
        assertFields(section("Statement"), new JsonObject(EXCHANGE.getString("statement")));
        assertFields(section("Receipt"), new JsonObject(EXCHANGE.getString("receipt")));
        String line = EXCHANGE.getString("body").lines().skip(1).findFirst().orElseThrow();
        new JsonObject(line)
                .fieldNames()
                .forEach(name -> assertThat(section("Change line")).contains("| `" + name + "` |"));
    }

    @Test
    void everyProblemStandsInTheTableWithItsStatus() {
        for (ProblemType type : ProblemType.values()) {
            String retry = type.retryAfterS() == 0 ? "" : type.retryAfterS() + " ";
            assertThat(section("Problems"))
                    .containsOnlyOnce("| `" + type.slug() + "` | " + type.status() + " | " + retry + "|");
        }
    }

    @Test
    void everyVerdictLaneAndClockStateIsNamed() {
        for (Verdict verdict : Verdict.values()) {
            assertThat(section("Verdicts")).contains("| `" + verdict.wire() + "` |");
        }
        for (Lane lane : Lane.values()) {
            assertThat(section("Words")).contains("`" + lane.wire() + "`");
        }
        for (ClockState state : ClockState.values()) {
            assertThat(section("Time")).contains("`" + state.wire() + "`");
        }
        assertThat(section("Change line"))
                .contains("| `package` | `"
                        + EntityCatalog.BUILT_IN.lane(EntityTypes.PACKAGE).wire() + "` | `" + PackageFact.DROP_OFF)
                .contains("| `package` | `critical` | `" + PackageFact.PICK_UP + "` |")
                .contains("| `epoch` | `"
                        + EntityCatalog.BUILT_IN.lane(EntityTypes.EPOCH).wire() + "` |")
                .contains(
                        "| any other | `" + EntityCatalog.BUILT_IN.lane("note").wire() + "` |");
    }

    @Test
    void everyLimitIsThatOfTheCode() {
        ExchangeLimits limits = ExchangeLimits.DEFAULT;
        assertThat(section("Limits"))
                .contains("| decoded body of an exchange | " + limits.bodyBytesMax() + " bytes")
                .contains("| line 1 | " + limits.statementBytesMax() + " bytes |")
                .contains("| a change line | " + Line.BYTES_MAX + " bytes |")
                .contains("| changes of an exchange | " + limits.changesMax() + " (")
                .contains("| retained epochs in a statement | " + Statement.EPOCHS_MAX + " |")
                .contains("| clock samples in a statement | " + Statement.SAMPLES_MAX + " |");
        assertThat(section("Encodings"))
                .contains("nested at most " + StrictJson.DEPTH_MAX + " deep")
                .contains("numbers at most " + StrictJson.NUMBER_CHARS_MAX + " characters")
                .contains("0 to " + Timestamps.MS_MAX);
        assertThat(section("Change line"))
                .contains("at most " + Line.BYTES_MAX + " bytes")
                .contains("| 1 to " + ChangeLine.KEY_CHARS_MAX + " characters")
                .contains("1 to " + PackageFact.COMPARTMENT_CHARS_MAX + " characters");
        assertThat(section("Time"))
                .contains(OccurredAt.RESOLUTION_MS + " ms (resolution")
                .contains("at most " + OccurredAt.SYNCED_ERROR_MS_MAX + " ms")
                .contains("± " + OccurredAt.WALL_ERROR_MS / 60_000 + " min")
                .contains(OccurredAt.UNTRUSTED_REACH_MS / 86_400_000 + " days");
    }

    private static void assertFields(String table, JsonObject json) {
        for (String name : paths("", json)) {
            String leaf = name.substring(name.lastIndexOf('.') + 1);
            assertThat(table).as(name).containsAnyOf("`" + name + "`", "`." + leaf + "`", "`" + leaf + "`");
        }
    }

    private static List<String> paths(String prefix, JsonObject json) {
        List<String> paths = new ArrayList<>();
        for (String name : json.fieldNames()) {
            String path = prefix + name;
            if (json.getValue(name) instanceof JsonArray array) {
                paths.add(path + "[]");
                array.forEach(item -> paths.addAll(paths(path + "[].", (JsonObject) item)));
            } else if (json.getValue(name) instanceof JsonObject object) {
                paths.addAll(paths(path + ".", object));
            } else {
                paths.add(path);
            }
        }
        return paths;
    }

    /** From a heading to the next of any level. */
    private static String section(String heading) {
        int start = Math.max(TEXT.indexOf("\n## " + heading + "\n"), TEXT.indexOf("\n### " + heading + "\n"));
        assertThat(start).as("heading " + heading).isNotNegative();
        int end = TEXT.indexOf("\n## ", start + 1);
        int deeper = TEXT.indexOf("\n### ", start + 1);
        end = deeper >= 0 && (end < 0 || deeper < end) ? deeper : end;
        return end < 0 ? TEXT.substring(start) : TEXT.substring(start, end);
    }

    private static String read() {
        try {
            return Files.readString(Path.of("PROTOCOL.md"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
