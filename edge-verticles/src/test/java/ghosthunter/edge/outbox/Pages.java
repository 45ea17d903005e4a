package ghosthunter.edge.outbox;

import ghosthunter.codecs.exchange.Down;
import ghosthunter.codecs.exchange.DownLine;
import ghosthunter.codecs.id.Hash;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** What a hub sends down: lines, and what the receipt says of them. */
final class Pages {
    private Pages() {}

    /** A page of a scan, or of news where {@code scan} is null. */
    record Page(Down down, Buffer lines) {}

    static DownLine state(String type, String key, long version, String dataJson) {
        return new DownLine(type, key, version, DownLine.Kind.STATE, dataJson);
    }

    static DownLine deleted(String type, String key, long version) {
        return new DownLine(type, key, version, DownLine.Kind.DELETED, null);
    }

    static DownLine gone(String type, String key) {
        return new DownLine(type, key, 0, DownLine.Kind.GONE, null);
    }

    static Page news(String cursor, DownLine... lines) {
        return page(cursor, null, false, lines);
    }

    static Page page(String cursor, @Nullable String scan, boolean scanEnd, DownLine... lines) {
        Buffer bytes = Buffer.buffer();
        for (DownLine line : lines) {
            bytes.appendBytes(line.toBytes()).appendByte((byte) '\n');
        }
        Down down = new Down(lines.length, bytes.length(), Hash.sha256(bytes.getBytes()), cursor, false, scan, scanEnd);
        return new Page(down, bytes);
    }
}
