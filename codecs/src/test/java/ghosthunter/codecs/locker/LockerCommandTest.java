package ghosthunter.codecs.locker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command says, and for how long it is good. */
class LockerCommandTest {
    private static final String REST = "\"device\":\"LOCKER-001\",\"epoch\":\"0190a3c2-1111-7000-8000-000000000001\","
            + "\"issued_ms\":1000000,\"expires_s\":300,\"by\":\"operator vera\"";

    private static LockerCommand read(String members) {
        return LockerCommand.read(JsonFields.parse("command", ("{" + members + "}").getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"do\":\"open\",\"compartment\":\"A-07\"",
                "\"do\":\"open\",\"compartment\":\"7\",\"expect\":{\"package\":\"PKG-1\"}",
                "\"do\":\"open\",\"compartment\":\"7\",\"expect\":{\"empty\":true}",
                "\"do\":\"settings\",\"settings\":{}",
                "\"do\":\"settings\",\"settings\":{\"sync_interval_s\":60,\"sync_heartbeat_s\":3600},"
                        + "\"expect\":{\"entity\":{\"type\":\"profile\",\"key\":\"K\",\"version\":3}}"
            })
    void whatIsWrittenIsWhatWasRead(String members) {
        // Given
        LockerCommand command = read(REST + "," + members + ",\"state\":\"done\"");

        // When
        String written = command.toJson().encode();

        // Then
        assertThat(written).isEqualTo("{" + REST + "," + members + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"do\":\"dance\" | do is open or settings",
                "\"do\":\"open\",\"compartment\":\" \" | a compartment has 1 to 32 printable characters",
                "\"do\":\"open\",\"compartment\":\"7\",\"expect\":{\"moon\":\"full\"} | 'moon' is nothing",
                "\"do\":\"open\",\"compartment\":\"7\",\"expect\":{\"package\":\"P\",\"empty\":true} | is not empty",
                "\"do\":\"settings\",\"settings\":{\"hub_url\":\"http://x\"} | 'hub_url' is no setting of the centre's",
                "\"do\":\"settings\",\"settings\":{\"sync_interval_s\":0} | sync_interval_s must be 1 to 3600",
                "\"do\":\"settings\",\"settings\":{},\"expect\":{\"empty\":true} | settings are in no compartment"
            })
    void whatALockerCannotDoIsRefusedInWords(String members, String reason) {
        assertThatThrownBy(() -> read(REST + "," + members))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(reason);
    }

    /** Issued at 1,000 s of the hub's clock, for 300 s; the locker asked at 50 s of its boot clock. */
    @ParameterizedTest
    @CsvSource({"1000000, 350000", "1100000, 250000", "1299999, 50001", "1300000, 50000", "9000000, 50000", "1, 350000"
    })
    void whatItTookToComeIsTakenOffItsLife(long hubMs, long untilUpMs) {
        assertThat(read(REST + ",\"do\":\"open\",\"compartment\":\"7\"").untilUpMs(hubMs, 50_000))
                .isEqualTo(untilUpMs);
    }

    @Test
    void noCommandLivesForLongerThanADay() {
        assertThatThrownBy(() -> new LockerCommand(
                        new DeviceId("LOCKER-001"),
                        new Epoch(new UUID(1, 2)),
                        0,
                        LockerCommand.EXPIRES_S_MAX + 1,
                        "operator vera",
                        new Work.Open("7"),
                        Expectation.NONE))
                .hasMessageContaining("expires_s must be 1 to 86400");
    }

    @Test
    void aGrantThatIsLoggedKeepsItsSecret() {
        // Given
        PickupGrant grant = PickupGrant.of(new DeviceId("LOCKER-001"), new byte[PickupGrant.SECRET_BYTES], 3);

        // Then
        assertThat(grant.toString()).isEqualTo("PickupGrant[device=LOCKER-001, issued=3]");
        assertThat(grant.find(grant.code(), 2)).hasValue(3);
        assertThat(grant.find(grant.code(), 3)).isEmpty();
    }
}
