package ghosthunter.load.proxy;

/** The limits of one proxy. What is beyond a limit is refused or dropped and counted, never queued. */
final class ProxyLimits {
    /** Connections at once: a fleet of 2,000 with an exchange and a trigger each, and room. */
    static final int CONNECTIONS_MAX = 10_000;

    /** Bytes of a request head that are gathered before it is forwarded; a longer one passes as opaque bytes. */
    static final int HEAD_BYTES_MAX = 64 * 1024;

    /** Bytes of one request recorded to be sent again; a longer one is not repeated. */
    static final int REPLAY_BYTES_MAX = 8 * 1024 * 1024;

    /** Requests kept for a late replay; the oldest gives way. */
    static final int KEPT_REQUESTS_MAX = 256;

    /** Bytes kept for late replays in all; the oldest give way. */
    static final int KEPT_BYTES_MAX = 4 * REPLAY_BYTES_MAX;

    /** Second sendings under way or waiting for their millisecond. */
    static final int REPLAYS_AT_ONCE_MAX = 64;

    /** Milliseconds a replay waits for the first byte of its answer. */
    static final int REPLAY_ANSWER_MS = 30_000;

    /** Milliseconds after the first byte of its answer when the connection of a replay is closed. */
    static final int REPLAY_LINGER_MS = 250;

    /** Milliseconds to connect to the target. */
    static final int CONNECT_MS = 5_000;

    static {
        if (KEPT_BYTES_MAX < REPLAY_BYTES_MAX || HEAD_BYTES_MAX > REPLAY_BYTES_MAX) {
            throw new IllegalStateException("one recorded request must fit among the kept ones");
        }
    }

    private ProxyLimits() {}
}
