package ghosthunter.hub.pull;

import ghosthunter.codecs.exchange.Down;
import io.vertx.core.buffer.Buffer;

/**
 * What follows a receipt.
 *
 * @param down what the receipt says of it
 * @param lines the lines, each with its line feed; not written to any more
 */
public record Page(Down down, Buffer lines) {}
