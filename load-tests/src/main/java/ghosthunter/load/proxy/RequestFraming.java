package ghosthunter.load.proxy;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the bytes that a client sends on one connection into requests. Not thread-safe.
 *
 * <p>A head is gathered until it is whole (at most {@link ProxyLimits#HEAD_BYTES_MAX}); body bytes are passed on as they
 * come. What is not HTTP/1.1 (TLS, HTTP/2), and everything after an upgrade, is opaque: pieces without an end.
 */
final class RequestFraming {
    private enum In {
        HEAD,
        FIXED,
        CHUNKED,
        OPAQUE
    }

    private In in = In.HEAD;
    private Buffer head = Buffer.buffer();
    private long remainingBytes;
    private ChunkedBody chunks = new ChunkedBody();

    /** Takes the next bytes; returns the pieces that may be forwarded now, in order. */
    List<RequestPiece> feed(Buffer bytes) {
        List<RequestPiece> pieces = new ArrayList<>();
        int at = 0;
        while (at < bytes.length()) {
            at = switch (in) {
                case HEAD -> head(bytes, at, pieces);
                case FIXED -> fixed(bytes, at, pieces);
                case CHUNKED -> chunked(bytes, at, pieces);
                case OPAQUE -> opaque(bytes, at, pieces);
            };
        }
        return pieces;
    }

    private int head(Buffer bytes, int from, List<RequestPiece> pieces) {
        int at = from;
        while (at < bytes.length()) {
            head.appendByte(bytes.getByte(at++));
            if (!plausible()) {
                begin(new RequestHead("", RequestHead.Body.OPAQUE, 0), false, pieces);
                return at;
            }
            if (headIsWhole()) {
                RequestHead parsed = RequestHead.parse(head.toString(StandardCharsets.ISO_8859_1));
                begin(parsed, endsWithHead(parsed), pieces);
                return at;
            }
        }
        return at;
    }

    private boolean plausible() {
        byte first = head.getByte(0);
        return first >= 'A' && first <= 'Z' && head.length() < ProxyLimits.HEAD_BYTES_MAX;
    }

    private boolean headIsWhole() {
        int length = head.length();
        return length >= 4 && head.getByte(length - 1) == '\n' && head.getInt(length - 4) == 0x0D0A0D0A;
    }

    /** An upgrade request is whole, though opaque bytes follow it; an unknown protocol has no end. */
    private static boolean endsWithHead(RequestHead parsed) {
        return switch (parsed.body()) {
            case FIXED -> parsed.contentBytes() == 0;
            case CHUNKED -> false;
            case OPAQUE -> !parsed.path().isEmpty();
        };
    }

    private void begin(RequestHead parsed, boolean ends, List<RequestPiece> pieces) {
        pieces.add(new RequestPiece(head, true, ends, parsed.path()));
        head = Buffer.buffer();
        remainingBytes = parsed.contentBytes();
        chunks = new ChunkedBody();
        in = switch (parsed.body()) {
            case FIXED -> ends ? In.HEAD : In.FIXED;
            case CHUNKED -> In.CHUNKED;
            case OPAQUE -> In.OPAQUE;
        };
    }

    private int fixed(Buffer bytes, int from, List<RequestPiece> pieces) {
        int taken = (int) Math.min(remainingBytes, bytes.length() - from);
        remainingBytes -= taken;
        boolean ends = remainingBytes == 0;
        pieces.add(RequestPiece.later(bytes.slice(from, from + taken), ends));
        in = ends ? In.HEAD : In.FIXED;
        return from + taken;
    }

    private int chunked(Buffer bytes, int from, List<RequestPiece> pieces) {
        int to = chunks.consume(bytes, from);
        pieces.add(RequestPiece.later(bytes.slice(from, to), chunks.done()));
        if (chunks.done()) {
            in = In.HEAD;
        } else if (chunks.broken()) {
            in = In.OPAQUE;
        }
        return to;
    }

    private int opaque(Buffer bytes, int from, List<RequestPiece> pieces) {
        pieces.add(RequestPiece.later(bytes.slice(from, bytes.length()), false));
        return bytes.length();
    }
}
