package ghosthunter.hub.http;

import ghosthunter.codecs.exchange.ExchangeLimits;

/**
 * What a request may have. Enforced before anything is parsed.
 *
 * @param exchange the body of an exchange
 * @param inflation what a compressed body may become
 * @param smallBodyBytesMax any other body
 * @param headerBytesMax all headers together
 * @param targetBytesMax the request line
 * @param bodyWaitMs how long a body may take to arrive whole, milliseconds
 * @param lookupWaitMs how long a question to the database may take, milliseconds; a write has no such limit, for a
 *     timer cannot tell whether it was done: the database bounds it
 * @param lingerMs how long a connection whose request was refused half-read is still read, milliseconds: closing it at once
 *     would reset it, and the client would never see the answer
 * @param senders what a connection may do
 */
public record HttpLimits(
        ExchangeLimits exchange,
        Inflation inflation,
        int smallBodyBytesMax,
        int headerBytesMax,
        int targetBytesMax,
        long bodyWaitMs,
        long lookupWaitMs,
        long lingerMs,
        Senders senders) {
    /** 16 KiB small bodies, 8 KiB headers, 4 KiB request line, 30 s body, 5 s lookup, 2 s linger. */
    public static final HttpLimits DEFAULT = new HttpLimits(
            ExchangeLimits.DEFAULT,
            Inflation.DEFAULT,
            16 << 10,
            8 << 10,
            4 << 10,
            30_000,
            5_000,
            2_000,
            Senders.DEFAULT);

    public HttpLimits {
        if (smallBodyBytesMax > exchange.bodyBytesMax()) {
            throw new IllegalArgumentException("a small body is not larger than an exchange");
        }
        if (bodyWaitMs < 1 || lookupWaitMs < 1 || lingerMs < 1) {
            throw new IllegalArgumentException("every limit of a request is 1 or more");
        }
        if (senders.idleS() * 1_000L <= bodyWaitMs) {
            throw new IllegalArgumentException("a slow body is answered before its connection counts as idle");
        }
    }

    /**
     * What a compressed body may become; its inflated size is limited by {@link #exchange} besides.
     *
     * @param ratioMax inflated bytes to one that travelled, once there are more than {@link #FREE_BYTES}
     * @param windowBytesMax how much of what it inflated a decoder of zstd may have to remember (RFC 9659 allows 8 MiB)
     */
    public record Inflation(int ratioMax, int windowBytesMax) {
        /** 200 to 1, 8 MiB. */
        public static final Inflation DEFAULT = new Inflation(200, 8 << 20);

        /** So few bytes harm nobody, however well they were compressed. */
        public static final int FREE_BYTES = 256 << 10;

        public Inflation {
            if (ratioMax < 1 || windowBytesMax < 1_024) {
                throw new IllegalArgumentException("a ratio of 1 and a window of 1 KiB are the least");
            }
        }
    }

    /**
     * What a connection may do.
     *
     * @param connectionsMax open connections of one event loop
     * @param addressConnectionsMax open connections of one address, over all event loops
     * @param headerWaitMs how long a new connection may take until its first request has all its headers, milliseconds
     * @param idleS how long a connection may be without a request, however many bytes trickle in, seconds
     * @param bodyBytesPerSMin how fast a body must come, bytes per second on average after a few seconds of grace
     */
    public record Senders(
            int connectionsMax, int addressConnectionsMax, long headerWaitMs, int idleS, int bodyBytesPerSMin) {
        /** 20,000 connections, 4,096 of one address, 10 s for headers, 75 s idle, 256 bytes a second. */
        public static final Senders DEFAULT = new Senders(20_000, 4_096, 10_000, 75, 256);

        public Senders {
            if (connectionsMax < 1 || addressConnectionsMax < 1 || headerWaitMs < 1 || bodyBytesPerSMin < 1) {
                throw new IllegalArgumentException("every limit of a connection is 1 or more");
            }
        }
    }
}
