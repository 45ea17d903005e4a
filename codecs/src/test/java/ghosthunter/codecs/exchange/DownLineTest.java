package ghosthunter.codecs.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.exchange.DownLine.Kind;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DownLineTest {
    private static final List<DownLine> LINES = List.of(
            new DownLine("parcel", "P-1", 7, Kind.STATE, "{\"to\":\"Zoë\",\"n\":1.50,\"none\":null}"),
            new DownLine("parcel", "P-2", 8, Kind.DELETED, null),
            new DownLine("parcel", "P \"3\"", 0, Kind.GONE, null));

    @Test
    void linesAreReadAsTheyWereWritten() {
        // Given
        Buffer body = body(LINES);

        // When, then
        assertThat(DownLine.read(down(body, 3), body)).contains(LINES);
    }

    @Test
    void whatIsCutOrAlteredIsNotRead() {
        // Given
        Buffer body = body(LINES);
        Down down = down(body, 3);

        // When, then
        assertThat(DownLine.read(down, body.getBuffer(0, body.length() - 1))).isEmpty();
        assertThat(DownLine.read(down, body.copy().setByte(12, (byte) 'q'))).isEmpty();
        assertThat(DownLine.read(down, Buffer.buffer())).isEmpty();
    }

    @Test
    void whatTheHubSignedAndNobodyCanReadIsAProblem() {
        for (String line : List.of(
                "[]",
                "{}",
                "{\"type\":\"a\",\"key\":\"k\",\"version\":0,\"data\":{}}",
                "{\"type\":\"a\",\"key\":\"k\",\"version\":1}",
                "{\"type\":\"a\",\"key\":\"k\",\"version\":1,\"data\":[]}",
                "{\"type\":\"a\"")) {
            Buffer body = Buffer.buffer(line + "\n");
            assertThatThrownBy(() -> DownLine.read(down(body, 1), body))
                    .as(line)
                    .isInstanceOf(ProblemException.class);
        }
        Buffer two = body(LINES.subList(0, 2));
        assertThatThrownBy(() -> DownLine.read(down(two, 1), two)).isInstanceOf(ProblemException.class);
    }

    private static Down down(Buffer body, long count) {
        return new Down(count, body.length(), Hash.sha256(body.getBytes()), "c-1", false, null, false);
    }

    private static Buffer body(List<DownLine> lines) {
        Buffer body = Buffer.buffer();
        lines.forEach(line -> body.appendBytes(line.toBytes()).appendByte((byte) '\n'));
        return body;
    }
}
