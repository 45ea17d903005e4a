package ghosthunter.hub.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketPacketTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0{\"token\":\"123\"}",
                "0/admin,{\"sid\":\"x\"}",
                "1",
                "1/admin,",
                "2[\"foo\"]",
                "2[7,\"a\"]",
                "2/admin,[\"bar\"]",
                "212[\"foo\",1,\"2\",{\"3\":[true]}]",
                "2/admin,456[\"project:delete\",123]",
                "3/admin,456[]",
                "4/random,{\"message\":\"Invalid namespace\"}",
                "4\"no\""
            })
    void whatIsDecodedIsEncodedTheSame(String text) {
        assertThat(SocketPacket.decode(text).encode()).isEqualTo(text);
    }

    @Test
    void anEventHasItsNamespaceItsIdAndItsArguments() {
        assertThat(SocketPacket.decode("2/admin,456[\"a\",{}]"))
                .isEqualTo(new SocketPacket(
                        SocketPacket.Type.EVENT,
                        "/admin",
                        456L,
                        new JsonArray().add("a").add(new JsonObject())));
    }

    @Test
    void theCommaMayBeMissingBehindANamespaceAlone() {
        assertThat(SocketPacket.decode("0/random"))
                .isEqualTo(new SocketPacket(SocketPacket.Type.CONNECT, "/random", null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "abc",
                "0[]",
                "0null",
                "1{}",
                "2",
                "2{}",
                "2[]",
                "2[null]",
                "2[\"connect\"]",
                "2[\"disconnecting\"]",
                "2[\"a\"",
                "2[\"a\"] [\"b\"]",
                "2abc[\"a\"]",
                "2-1[\"a\"]",
                "21234567890123456[\"a\"]",
                "3",
                "3{}",
                "4",
                "47"
            })
    void whatIsNoPacketIsRefused(String text) {
        assertThatThrownBy(() -> SocketPacket.decode(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void dataThatAreTooDeepAreRefused() {
        assertThatThrownBy(() -> SocketPacket.decode("2[\"a\"," + "[".repeat(100_000)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"52-[\"a\",{\"_placeholder\":true,\"num\":0}]", "6", "61-7[]", "5gibberish"})
    void ofAPacketWithAttachmentsOnlyTheTypeIsRead(String text) {
        assertThat(SocketPacket.decode(text).type().isBinary()).isTrue();
        assertThat(SocketPacket.decode(text).data()).isNull();
    }
}
