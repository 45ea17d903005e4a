package ghosthunter.codecs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class YamlDocumentTest {
    @Test
    void plainWordsHaveTheTypesOfJsonAndNoOthers() {
        // When
        JsonObject read = YamlDocument.read("it", """
                whole: 12
                long: 316224000000
                fraction: -1.5
                yes: true
                no: no
                nothing: ~
                date: 2026-02-20
                version: 3.1.0
                quoted: "12"
                200: status
                """);

        // Then
        assertThat(read)
                .isEqualTo(new JsonObject()
                        .put("whole", 12)
                        .put("long", 316_224_000_000L)
                        .put("fraction", -1.5)
                        .put("yes", true)
                        .put("no", "no")
                        .putNull("nothing")
                        .put("date", "2026-02-20")
                        .put("version", "3.1.0")
                        .put("quoted", "12")
                        .put("200", "status"));
    }

    @Test
    void anAliasIsWhatItsAnchorIs() {
        // When
        JsonObject read = YamlDocument.read("it", "a: &x {b: [1]}\nc: *x\n");

        // Then
        assertThat(read.getJsonObject("c")).isEqualTo(new JsonObject().put("b", new JsonArray().add(1)));
    }

    @Test
    void whatIsNoMappingOrSaysAKeyTwiceIsRefused() {
        assertThatThrownBy(() -> YamlDocument.read("it", "- a")).hasMessage("it is no mapping");
        assertThatThrownBy(() -> YamlDocument.read("it", "a: 1\na: 2")).hasMessageContaining("line 2 has the key a");
        assertThatThrownBy(() -> YamlDocument.read("it", "a: [")).hasMessageStartingWith("it is not YAML");
        assertThatThrownBy(() -> YamlDocument.read("it", "a: *b")).hasMessageContaining("no anchor b");
    }
}
