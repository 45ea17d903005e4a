package ghosthunter.load.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class RequestFramingTest {
    private static final String GET = "GET /v1/health HTTP/1.1\r\nhost: hub\r\n\r\n";
    private static final String POST =
            "POST /v1/sync HTTP/1.1\r\nhost: hub\r\nContent-Length: 11\r\n\r\nhello\r\n\r\nxx";
    private static final String CHUNKED = String.join(
            "\r\n",
            "POST /sync HTTP/1.1",
            "Transfer-Encoding: gzip, chunked",
            "",
            "5;name=value",
            "hello",
            "A",
            "\r\n0\r\n\r\n678",
            "0",
            "trailer: 1",
            "",
            "");
    private static final String EMPTY_CHUNKED = "PUT /empty HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";

    /** A request as it was told apart: its path, its bytes, whether its end was seen. */
    private record Seen(String path, String bytes, boolean ended) {}

    @RepeatedTest(200)
    void requestsAreToldApartHoweverTheirBytesAreCut(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        String stream = POST + GET + CHUNKED + CHUNKED + EMPTY_CHUNKED + POST + GET;

        List<Seen> seen = seen(pieces(stream, random));

        assertThat(seen)
                .as("seed %d", repetition.getCurrentRepetition())
                .containsExactly(
                        new Seen("/v1/sync", POST, true),
                        new Seen("/v1/health", GET, true),
                        new Seen("/sync", CHUNKED, true),
                        new Seen("/sync", CHUNKED, true),
                        new Seen("/empty", EMPTY_CHUNKED, true),
                        new Seen("/v1/sync", POST, true),
                        new Seen("/v1/health", GET, true));
    }

    @Test
    void anUpgradeIsARequestAndWhatFollowsIsOpaque() {
        String upgrade = "GET /v1/trigger HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

        List<RequestPiece> pieces = new RequestFraming().feed(Buffer.buffer(upgrade + GET));

        assertThat(pieces).hasSize(2);
        assertThat(pieces.get(0)).matches(piece -> piece.begins() && piece.ends());
        assertThat(pieces.get(1)).matches(piece -> !piece.begins() && !piece.ends());
    }

    @Test
    void bytesThatAreNotHttpPassAtOnce() {
        Buffer tls = Buffer.buffer(new byte[] {0x16, 0x03, 0x01, 0x02, 0x00});

        List<RequestPiece> pieces = new RequestFraming().feed(tls);

        assertThat(pieces.get(0)).matches(piece -> piece.begins() && !piece.ends());
        assertThat(joined(pieces)).isEqualTo(tls.toString());
    }

    @Test
    void aBodyWithABrokenChunkSizeIsOpaqueFromThere() {
        String broken = "POST /sync HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n";

        List<RequestPiece> pieces = new RequestFraming().feed(Buffer.buffer(broken));

        assertThat(pieces).noneMatch(RequestPiece::ends);
        assertThat(joined(pieces)).isEqualTo(broken);
    }

    @Test
    void aHeadWithoutAnEndIsForwardedAtTheLimit() {
        Buffer endless = Buffer.buffer("GET /" + "x".repeat(2 * ProxyLimits.HEAD_BYTES_MAX));

        List<RequestPiece> pieces = new RequestFraming().feed(endless);

        assertThat(pieces.get(0).bytes().length()).isEqualTo(ProxyLimits.HEAD_BYTES_MAX);
        assertThat(joined(pieces)).isEqualTo(endless.toString());
    }

    private static List<RequestPiece> pieces(String stream, SplittableRandom random) {
        RequestFraming framing = new RequestFraming();
        Buffer all = Buffer.buffer(stream);
        List<RequestPiece> pieces = new ArrayList<>();
        int at = 0;
        while (at < all.length()) {
            int next = Math.min(all.length(), at + random.nextInt(1, 60));
            pieces.addAll(framing.feed(all.getBuffer(at, next)));
            at = next;
        }
        return pieces;
    }

    private static List<Seen> seen(List<RequestPiece> pieces) {
        List<Seen> seen = new ArrayList<>();
        for (RequestPiece piece : pieces) {
            String bytes = piece.bytes().toString();
            if (piece.begins()) {
                seen.add(new Seen(piece.path(), bytes, piece.ends()));
            } else {
                Seen open = seen.remove(seen.size() - 1);
                assertThat(open.ended()).isFalse();
                seen.add(new Seen(open.path(), open.bytes() + bytes, piece.ends()));
            }
        }
        return seen;
    }

    private static String joined(List<RequestPiece> pieces) {
        Buffer all = Buffer.buffer();
        pieces.forEach(piece -> all.appendBuffer(piece.bytes()));
        return all.toString();
    }
}
