package ghosthunter.hub.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodingTest {
    private static final byte[] TEXT =
            "{\"id\":1,\"type\":\"package\"}\n".repeat(9_000).getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 4_096, 10_000_000})
    void zstdInAnyPiecesIsTheText(int pieceBytes) throws IOException {
        assertThat(decoded(new Unzstd(8 << 20), Zstd.compress(TEXT), pieceBytes))
                .isEqualTo(TEXT);
        assertThat(decoded(new Unzstd(8 << 20), streamed(TEXT, 3), pieceBytes)).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 4_096, 10_000_000})
    void gzipInAnyPiecesIsTheText(int pieceBytes) throws IOException {
        assertThat(decoded(new Gunzip(8 << 10), gzip(TEXT), pieceBytes)).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10_000_000})
    void aSecondFrameOrAnythingElseBehindTheFirstIsMalformed(int pieceBytes) {
        byte[] frame = Zstd.compress(TEXT);
        byte[] twice = Buffer.buffer(frame).appendBytes(frame).getBytes();
        byte[] tail = Buffer.buffer(frame).appendByte((byte) 0).getBytes();

        refusedAs(() -> decoded(new Unzstd(8 << 20), twice, pieceBytes), ProblemType.MALFORMED_BODY);
        refusedAs(() -> decoded(new Unzstd(8 << 20), tail, pieceBytes), ProblemType.MALFORMED_BODY);
    }

    @Test
    void aFrameCutAnywhereIsIncomplete() {
        // Given
        byte[] frame = Zstd.compress("hello, hello, hello, hello".getBytes(StandardCharsets.UTF_8));

        // Then
        for (int cut = 0; cut < frame.length; cut++) {
            byte[] part = Buffer.buffer(frame).getBytes(0, cut);
            refusedAs(() -> decoded(new Unzstd(8 << 20), part, 5), ProblemType.INCOMPLETE_BODY);
        }
    }

    @Test
    void aWindowBeyondTheLimitIsRefusedBeforeMemoryIsTaken() throws IOException {
        // Given
        byte[] wide = streamed(TEXT, 22);
        byte[] claimed = Buffer.buffer()
                .appendIntLE(0xFD2FB528)
                .appendByte((byte) 0xE0)
                .appendLongLE(Long.MAX_VALUE)
                .appendBytes(new byte[9])
                .getBytes();

        // Then
        refusedAs(() -> decoded(new Unzstd(1 << 20), wide, 100), ProblemType.TOO_LARGE);
        refusedAs(() -> decoded(new Unzstd(1 << 20), claimed, 100), ProblemType.TOO_LARGE);
    }

    @Test
    void noZstdIsMalformed() {
        byte[] skippable =
                Buffer.buffer().appendIntLE(0x184D2A50).appendIntLE(100).getBytes();
        byte[] dictionary =
                Buffer.buffer(Zstd.compress(TEXT)).setByte(4, (byte) 0x61).getBytes();
        byte[] broken = Zstd.compress(TEXT);
        Arrays.fill(broken, 12, broken.length, (byte) 0xFF);

        refusedAs(() -> decoded(new Unzstd(1 << 20), TEXT, 10), ProblemType.MALFORMED_BODY);
        refusedAs(() -> decoded(new Unzstd(1 << 20), skippable, 10), ProblemType.MALFORMED_BODY);
        refusedAs(() -> decoded(new Unzstd(1 << 20), dictionary, 10), ProblemType.MALFORMED_BODY);
        assertThatThrownBy(() -> decoded(new Unzstd(1 << 20), broken, 10)).isInstanceOf(ProblemException.class);
    }

    @CanIgnoreReturnValue
    private static byte[] decoded(Coding coding, byte[] body, int pieceBytes) {
        Buffer text = Buffer.buffer();
        try (coding) {
            for (int from = 0; from < body.length; from += pieceBytes) {
                int to = Math.min(body.length, from + pieceBytes);
                coding.feed(Buffer.buffer(body).getBuffer(from, to), text::appendBuffer);
            }
            coding.end();
        }
        return text.getBytes();
    }

    private static byte[] gzip(byte[] text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text);
        }
        return bytes.toByteArray();
    }

    private static byte[] streamed(byte[] text, int level) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(bytes, level)) {
            zstd.write(text);
        }
        return bytes.toByteArray();
    }

    private static void refusedAs(ThrowingCallable refused, ProblemType type) {
        assertThatThrownBy(refused)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(type));
    }
}
