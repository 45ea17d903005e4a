package ghosthunter.hub.http;

import ghosthunter.codecs.exchange.ExchangeLimits;

/**
 * What a request may have. Enforced before anything is parsed.
 *
 * @param exchange the body of an exchange
 * @param smallBodyBytesMax any other body
 * @param headerBytesMax all headers together
 * @param targetBytesMax the request line
 * @param bodyWaitMs how long a body may take to arrive whole, milliseconds
 * @param lookupWaitMs how long a question to the directory may take, milliseconds
 * @param idleConnectionS after how long without a byte a connection is closed, seconds
 * @param lingerMs how long a connection whose request was refused half-read is still read, milliseconds: closing it at once
 *     would reset it, and the client would never see the answer
 * @param connectionsMax open connections of one event loop
 */
public record HttpLimits(
        ExchangeLimits exchange,
        int smallBodyBytesMax,
        int headerBytesMax,
        int targetBytesMax,
        long bodyWaitMs,
        long lookupWaitMs,
        int idleConnectionS,
        long lingerMs,
        int connectionsMax) {
    /** 16 KiB small bodies, 8 KiB headers, 4 KiB request line, 30 s body, 5 s lookup, 75 s idle, 2 s linger, 20,000. */
    public static final HttpLimits DEFAULT =
            new HttpLimits(ExchangeLimits.DEFAULT, 16 << 10, 8 << 10, 4 << 10, 30_000, 5_000, 75, 2_000, 20_000);

    public HttpLimits {
        if (smallBodyBytesMax > exchange.bodyBytesMax()) {
            throw new IllegalArgumentException("a small body is not larger than an exchange");
        }
        if (bodyWaitMs < 1 || lookupWaitMs < 1 || lingerMs < 1 || connectionsMax < 1) {
            throw new IllegalArgumentException("every limit of a request is 1 or more");
        }
        if (idleConnectionS * 1_000L <= bodyWaitMs) {
            throw new IllegalArgumentException("a slow body is answered before its connection counts as idle");
        }
    }
}
