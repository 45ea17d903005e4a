package ghosthunter.load.traffic;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.id.Hash;
import io.vertx.core.buffer.Buffer;

/**
 * One exchange, made and signed.
 *
 * @param device who sends it
 * @param body the body of the request
 * @param statement SHA-256 of its statement, which the receipt must name
 * @param head the head that the receipt must tell
 * @param changes how many changes it carries
 */
public record Shipment(DeviceRef device, Buffer body, Hash statement, Head head, int changes) {}
