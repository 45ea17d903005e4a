/**
 * Owns a Socket.IO server on the hub's own port: revision 4 of the Engine.IO protocol (sessions over HTTP long-polling or a
 * WebSocket, the upgrade from one to the other, heartbeats) and revision 5 of the Socket.IO protocol above it (events of the
 * default namespace and their acknowledgements). Knows no application: whoever wants one gives {@link
 * ghosthunter.hub.socketio.SocketIoServer} a function that makes a handler for each client.
 *
 * <p>A session lives on the event loop of its handshake; whatever comes for it on another is handed over.
 *
 * @see <a href="https://socket.io/docs/v4/engine-io-protocol/">The Engine.IO protocol</a>
 * @see <a href="https://socket.io/docs/v4/socket-io-protocol/">The Socket.IO protocol</a>
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.socketio;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
