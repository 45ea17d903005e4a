package ghosthunter.codecs.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudienceRuleTest {
    private static final JsonObject DATA = new JsonObject("{\"locker\":\"L-1\",\"branch\":\"north\",\"n\":1}");

    @ParameterizedTest
    @CsvSource({
        "all, *",
        "group:staff, g:staff",
        "group:{branch}, g:north",
        "device:{locker}, d:L-1",
        "device, d:WRITER-1",
    })
    void aRuleGivesTheAudienceOfAnEntity(String rule, String audience) {
        assertThat(AudienceRule.parse(rule).audience(DATA, "WRITER-1")).contains(audience);
    }

    @Test
    void dataThatNameNobodyHaveNoAudience() {
        assertThat(AudienceRule.parse("device:{absent}").audience(DATA, "WRITER-1"))
                .isEmpty();
        assertThat(AudienceRule.parse("device:{n}").audience(DATA, "WRITER-1")).isEmpty();
        assertThat(AudienceRule.parse("group:{branch}").audience(new JsonObject("{\"branch\":\"a b\"}"), "W"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "everybody", "device:L-1", "group:", "group:{}", "group:a b", "device:{a", "all:x"})
    void whatIsNoRuleIsRefused(String text) {
        assertThatThrownBy(() -> AudienceRule.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
