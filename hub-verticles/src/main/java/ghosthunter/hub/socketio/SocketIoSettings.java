package ghosthunter.hub.socketio;

import java.util.Set;

/**
 * What a Socket.IO server takes, for one node. Whoever wants more is refused or loses its session.
 *
 * <p>What one message over a WebSocket may have is a limit of the HTTP server, not of this one.
 *
 * @param sessionsMax open sessions
 * @param addressSessionsMax open sessions of one address; an IPv6 address counts as its /64
 * @param payloadBytesMax the body of one POST; clients are told it in the handshake
 * @param payloadPacketsMax packets in such a body
 * @param bodiesBytesMax such bodies of all sessions while they arrive
 * @param waitingPacketsMax packets that wait for one client to fetch them
 * @param waitingBytesMax their bytes, and what a WebSocket leaves unread
 * @param waits how long to wait for what
 * @param origins the {@code Origin}s whose pages may come, as {@code https://shop.example}; {@link #ANY} for every page
 */
public record SocketIoSettings(
        int sessionsMax,
        int addressSessionsMax,
        int payloadBytesMax,
        int payloadPacketsMax,
        long bodiesBytesMax,
        int waitingPacketsMax,
        int waitingBytesMax,
        Waits waits,
        Set<String> origins) {
    /** Every page of every site. */
    public static final String ANY = "*";

    /**
     * 10,000 sessions, 4,096 of one address, 1,000,000 bytes and 4,096 packets a body, 64 MiB of bodies, 1,024 packets and 1 MiB
     * waiting.
     */
    public static final SocketIoSettings DEFAULT =
            new SocketIoSettings(10_000, 4_096, 1_000_000, 4_096, 64 << 20, 1_024, 1 << 20, Waits.DEFAULT, Set.of(ANY));

    public SocketIoSettings {
        if (sessionsMax < 1 || addressSessionsMax < 1 || payloadBytesMax < 1 || payloadPacketsMax < 1) {
            throw new IllegalArgumentException("every limit of a session is 1 or more");
        }
        if (bodiesBytesMax < payloadBytesMax) {
            throw new IllegalArgumentException("all bodies together hold one at least");
        }
        if (waitingPacketsMax < 1 || waitingBytesMax < 1_024) {
            throw new IllegalArgumentException("one packet, and 1 KiB of them, are the least that waits");
        }
        origins = Set.copyOf(origins);
    }

    /**
     * How long to wait, milliseconds.
     *
     * @param connectMs for a client that is in no namespace, before its session ends
     * @param pingIntervalMs from one sign of life to the next ping; a poll is held so long at most
     * @param pingTimeoutMs for the answer to a ping
     * @param upgradeMs for a WebSocket to become the transport of its session
     * @param bodyMs for the body of a POST
     */
    public record Waits(long connectMs, long pingIntervalMs, long pingTimeoutMs, long upgradeMs, long bodyMs) {
        /** 45 s, 25 s, 20 s, 10 s as in the server of the project itself; 30 s for a body. */
        public static final Waits DEFAULT = new Waits(45_000, 25_000, 20_000, 10_000, 30_000);

        public Waits {
            if (connectMs < 1 || pingIntervalMs < 1 || pingTimeoutMs < 1 || upgradeMs < 1 || bodyMs < 1) {
                throw new IllegalArgumentException("every wait is 1 ms or more");
            }
        }
    }

    /** The same that waits otherwise. */
    SocketIoSettings with(Waits others) {
        return new SocketIoSettings(
                sessionsMax,
                addressSessionsMax,
                payloadBytesMax,
                payloadPacketsMax,
                bodiesBytesMax,
                waitingPacketsMax,
                waitingBytesMax,
                others,
                origins);
    }

    /**
     * The same on a server that closes connections on which nothing moves: it pings twice before that.
     *
     * @param idleS after how long it does, seconds
     */
    public SocketIoSettings withIdle(int idleS) {
        return with(new Waits(
                waits.connectMs(),
                Math.min(waits.pingIntervalMs(), idleS * 500L),
                waits.pingTimeoutMs(),
                waits.upgradeMs(),
                waits.bodyMs()));
    }
}
