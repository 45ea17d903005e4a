package ghosthunter.hub.socketio;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

/** What the request that opened a session said. */
record Handshake(MultiMap headers, MultiMap query, String address) {
    static Handshake of(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        String host = remote == null ? null : remote.hostAddress();
        return new Handshake(copy(request.headers()), copy(request.params()), host == null ? "" : host);
    }

    private static MultiMap copy(MultiMap of) {
        return MultiMap.caseInsensitiveMultiMap().addAll(of);
    }
}
