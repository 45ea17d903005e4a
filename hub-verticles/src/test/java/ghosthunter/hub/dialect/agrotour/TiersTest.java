package ghosthunter.hub.dialect.agrotour;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TiersTest {
    private static JsonObject event(String device, String operation, @Nullable String paid) {
        return new JsonObject()
                .put("device_id", device)
                .put("operation", operation)
                .put("payment_status", paid)
                .put("lamport_ts", 100);
    }

    @ParameterizedTest
    @CsvSource({
        "DECREMENT,PAID,DECREMENT,PENDING,HARDCODED,1.0,true",
        "INCREMENT,PAID,DECREMENT,,HARDCODED,1.0,true",
        "DECREMENT,PENDING,INCREMENT,PAID,HARDCODED,1.0,false",
        "DECREMENT,,INCREMENT,,HARDCODED,0.95,true",
        "DECREMENT,PAID,INCREMENT,PAID,HARDCODED,0.95,true",
        "INCREMENT,,DECREMENT,,MANUAL,0.5,true",
        "DECREMENT,,DECREMENT,,MANUAL,0.5,true",
        "DECREMENT,PAID,DECREMENT,PAID,MANUAL,0.5,true",
        "SET,,INCREMENT,,MANUAL,0.5,true",
    })
    void theFirstRuleThatAppliesDecides(
            String operation,
            String paid,
            String existing,
            String existingPaid,
            String method,
            double confidence,
            boolean newWins) {
        // When
        Tiers.Resolution resolution = Tiers.resolve(event("A", operation, paid), event("B", existing, existingPaid));

        // Then
        assertThat(resolution.method()).isEqualTo(method);
        assertThat(resolution.confidence()).isEqualTo(confidence);
        assertThat(resolution.newWins()).isEqualTo(newWins);
        assertThat(resolution.approval()).isEqualTo(method.equals("MANUAL"));
    }

    @Test
    void aDeviceDoesNotMeetItselfNorWhatIsLongAgo() {
        // Given
        JsonObject last = event("A", "DECREMENT", null);

        // When
        Optional<Tiers.Resolution> own = Tiers.meet(event("A", "DECREMENT", null), 101, last);
        Optional<Tiers.Resolution> near = Tiers.meet(event("B", "DECREMENT", null), 199, last);
        Optional<Tiers.Resolution> far = Tiers.meet(event("B", "DECREMENT", null), 200, last);

        // Then
        assertThat(own).isEmpty();
        assertThat(near).isPresent();
        assertThat(far).isEmpty();
    }
}
