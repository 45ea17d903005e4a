package ghosthunter.hub.dialect.posduif;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdsTest {
    @Test
    void aPhoneIsNamedByAHashAndLikeNobodyElse() {
        String web = "0190a3c2-1113-7000-8000-000000000016";
        assertThat(Ids.phone("web." + web)).isNotEqualTo(Ids.web(web));
        for (String name : List.of("android_0123456789abcdef", "", " ", "../hub", "a".repeat(255), "Ger\u00e4t")) {
            assertThat(Ids.phone(name).value()).matches("posduif\\.[0-9a-f-]{36}");
        }
        assertThat(Ids.phone("a b")).isNotEqualTo(Ids.phone("a  b"));
    }

    @Test
    void namesThatLookAlikeAreTheSame() {
        assertThat(Ids.name("Anna")).isEqualTo(Ids.name("anna")).isEqualTo(Ids.name("\uff21nna"));
        assertThat(Ids.name("Anna")).isNotEqualTo(Ids.name("Anne"));
    }

    @Test
    void aUuidHasOneSpelling() {
        assertThat(Ids.canonical("0190A3C2-1113-7000-8000-000000000016"))
                .isEqualTo("0190a3c2-1113-7000-8000-000000000016");
        assertThat(Ids.canonical("1-1-1-1-1")).isEmpty();
    }
}
