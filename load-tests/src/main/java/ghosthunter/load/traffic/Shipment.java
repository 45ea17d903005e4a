package ghosthunter.load.traffic;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.exchange.Packed;
import ghosthunter.codecs.id.Hash;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One exchange, made, signed and packed.
 *
 * @param device who sends it
 * @param body the body as it is signed
 * @param packed the body as it travels: compressed where a real locker compresses
 * @param statement SHA-256 of its statement, which the receipt must name
 * @param head the head that the receipt must tell
 * @param changes how many changes it carries
 * @param takesGzip whether the receipt may be compressed
 */
public record Shipment(
        DeviceRef device, Buffer body, Packed packed, Hash statement, Head head, int changes, boolean takesGzip) {
    /** The same by a client that knows no compression. */
    public Shipment bare() {
        return new Shipment(device, body, Packed.plain(body), statement, head, changes, false);
    }

    /** The headers that a real locker sends, but for host and length. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", ExchangeWriter.MEDIA_TYPE);
        headers.put(ExchangeWriter.DEVICE_HEADER, device.device().value());
        if (takesGzip) {
            headers.put("accept-encoding", "deflate, gzip");
        }
        if (packed.gzip()) {
            headers.put("content-encoding", "gzip");
        }
        return headers;
    }
}
