package ghosthunter.codecs.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.ChangeLine;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class PackageFactTest {
    private static final Instant AT = Instant.parse("2026-02-20T18:00:00.123Z");

    @Test
    void aDropOffIsReadAsItWasWritten() {
        // Given
        String data = PackageFact.dropOffJson("A-07", AT.plusSeconds(5), 3);

        // When
        PackageFact fact = PackageFact.of(change("CREATE", data));

        // Then
        assertThat(fact).isEqualTo(new PackageFact.DropOff("PKG-1", "A-07", AT, AT.plusSeconds(5), 3));
        assertThat(fact.fold(PackageFact::trackingId, PackageFact::trackingId)).isEqualTo("PKG-1");
    }

    @Test
    void everythingButTheTrackingIdMayBeAbsent() {
        assertThat(PackageFact.dropOffJson(null, null, 0)).isEqualTo("{}");
        assertThat(PackageFact.of(change("CREATE", "{\"compartment\":null,\"colour\":[{}],\"size\":1.5}")))
                .isEqualTo(new PackageFact.DropOff("PKG-1", null, AT, null, 0));
        assertThat(PackageFact.of(change("PICKUP", "{}"))).isEqualTo(new PackageFact.PickUp("PKG-1", AT));
    }

    @Test
    void whatBreaksARuleIsPoisonWithItsReason() {
        List<String> bad = List.of(
                "{\"compartment\":7}",
                "{\"compartment\":true}",
                "{\"compartment\":{}}",
                "{\"compartment\":\"\"}",
                "{\"compartment\":\"\\u0000\"}",
                "{\"compartment\":\"\\ud800\"}",
                "{\"compartment\":\"" + "x".repeat(33) + "\"}",
                "{\"attempt\":-1}",
                "{\"attempt\":1.5}",
                "{\"attempt\":\"1\"}",
                "{\"attempt\":99999999999999999999}",
                "{\"attempt_at\":1}",
                "{\"attempt_at\":\"2026-02-30T00:00:00Z\"}",
                "{\"attempt_at\":\"+12026-02-20T00:00:00Z\"}",
                "{\"attempt_at\":\"\\u0000\"}");
        for (String data : bad) {
            assertThatThrownBy(() -> PackageFact.of(change("CREATE", data)))
                    .as(data)
                    .isInstanceOf(PoisonException.class)
                    .hasMessageNotContaining("\u0000");
        }
        assertThatThrownBy(() -> PackageFact.of(change("DELETE", "{}"))).hasMessageContaining("no operation 'DELETE'");
        assertThatThrownBy(() -> PackageFact.dropOffJson("\n", null, 0)).isInstanceOf(PoisonException.class);
    }

    private static Change change(String op, String data) {
        return ChangeLine.write(new UUID(1, 2), "package", "PKG-1", op, AT, "b", 1, 1, 0, data);
    }
}
