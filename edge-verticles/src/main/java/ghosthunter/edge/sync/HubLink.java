package ghosthunter.edge.sync;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

/**
 * The way to the hub: a port, so that the exchange logic runs in a simulation too. Every failed future is a
 * {@link SyncFailure}; called from one context only.
 */
public interface HubLink {
    /** An open connection, good for one exchange. */
    interface Connection {
        /** Sends the body of {@code POST /v1/sync}; the answer, whatever it says. */
        Future<HubAnswer> send(Buffer body);
    }

    /**
     * Opens a connection and runs one exchange over it, behind the circuit breaker. The statement is made only when the
     * connection stands, so that its clock reading does not contain the time that connecting took. A failure that
     * {@link SyncFailure.Kind#countsAgainstHub} moves the breaker.
     */
    <T> Future<T> run(Function<Connection, Future<T>> exchange);

    /** The state of the breaker. */
    SyncState.Breaker breaker();

    /** Closes the breaker, for somebody asked for an exchange now. */
    void reset();

    /** No exchange follows at once: gives back the connection that the last one left open, so that the radio can sleep. */
    void rest();

    /** Gives up what is under way and frees what is held. */
    Future<Void> close();
}
