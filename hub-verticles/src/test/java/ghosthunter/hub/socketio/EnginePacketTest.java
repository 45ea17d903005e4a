package ghosthunter.hub.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnginePacketTest {
    @ParameterizedTest
    @CsvSource({
        "0{}, OPEN, {}",
        "1, CLOSE, ''",
        "2probe, PING, probe",
        "3, PONG, ''",
        "4é, MESSAGE, é",
        "5, UPGRADE, ''"
    })
    void aPacketIsACharacterForItsTypeAndText(String text, EnginePacket.Type type, String data) {
        assertThat(EnginePacket.decode(text)).isEqualTo(new EnginePacket(type, data));
        assertThat(new EnginePacket(type, data).encode()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "/", "abc", "bAQIDBA=="})
    void whatBeginsWithNoTypeIsNoPacket(String text) {
        assertThatThrownBy(() -> EnginePacket.decode(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thePacketsOfAPayloadAreSeparatedByTheRecordSeparator() {
        // Given
        List<EnginePacket> packets = List.of(
                new EnginePacket(EnginePacket.Type.MESSAGE, "a"),
                EnginePacket.of(EnginePacket.Type.NOOP),
                new EnginePacket(EnginePacket.Type.MESSAGE, ""));

        // When
        String payload = EnginePacket.encodePayload(packets);

        // Then
        assertThat(payload).isEqualTo("4a\u001e6\u001e4");
        assertThat(EnginePacket.decodePayload(payload, 3)).isEqualTo(packets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4a\u001e", "\u001e4a", "4a\u001e\u001e4b", "4a\u001ebAQIDBA=="})
    void aPayloadWithSomethingElseIsRefusedWhole(String payload) {
        assertThatThrownBy(() -> EnginePacket.decodePayload(payload, 10)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPayloadHasNoMorePacketsThanItsLimit() {
        assertThatThrownBy(() -> EnginePacket.decodePayload("4a\u001e4b\u001e4c", 2))
                .hasMessageContaining("more than 2 packets");
    }
}
