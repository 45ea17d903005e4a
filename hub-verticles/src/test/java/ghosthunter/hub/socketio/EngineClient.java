package ghosthunter.hub.socketio;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of Engine.IO that sends what a test wants. */
final class EngineClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http = newHttp();
    private final String authority;
    private final String path;

    EngineClient(int port, String path) {
        this.authority = "127.0.0.1:" + port;
        this.path = path;
    }

    private static HttpClient newHttp() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
    }

    HttpRequest.Builder request(String query) {
        return HttpRequest.newBuilder(URI.create("http://" + authority + path + query))
                .timeout(PATIENCE);
    }

    CompletableFuture<HttpResponse<String>> sending(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return done(sending(request));
    }

    HttpResponse<String> get(String query) throws Exception {
        return send(request(query));
    }

    HttpResponse<String> post(String query, String body) throws Exception {
        return send(request(query).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Opens a session over polling; its id. */
    String open() throws Exception {
        return sid(get("?EIO=4&transport=polling").body());
    }

    /** The id in an open packet. */
    static String sid(String open) {
        return new JsonObject(open.substring(1)).getString("sid");
    }

    HttpResponse<String> poll(String sid) throws Exception {
        return get(query(sid));
    }

    CompletableFuture<HttpResponse<String>> polling(String sid) {
        return sending(request(query(sid)));
    }

    HttpResponse<String> push(String sid, String payload) throws Exception {
        return post(query(sid), payload);
    }

    /** Over a connection of its own. */
    HttpResponse<String> pushElsewhere(String sid, String payload) throws Exception {
        return newHttp()
                .send(
                        request(query(sid))
                                .POST(HttpRequest.BodyPublishers.ofString(payload))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    static String query(String sid) {
        return "?EIO=4&transport=polling&sid=" + sid;
    }

    /** A WebSocket that begins a session. */
    Wire webSocket() throws Exception {
        return webSocket("?EIO=4&transport=websocket");
    }

    /** A WebSocket of a session that there is. */
    Wire webSocketOf(String sid) throws Exception {
        return webSocket("?EIO=4&transport=websocket&sid=" + sid);
    }

    Wire webSocket(String query) throws Exception {
        Wire wire = new Wire();
        wire.socket = done(http.newWebSocketBuilder()
                .connectTimeout(PATIENCE)
                .buildAsync(URI.create("ws://" + authority + path + query), wire));
        return wire;
    }

    @CanIgnoreReturnValue
    static <T> T done(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** A WebSocket. */
    static final class Wire implements WebSocket.Listener {
        final CompletableFuture<Void> closed = new CompletableFuture<>();
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();
        private volatile boolean reading = true;
        private @Nullable WebSocket socket;

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                heard.add(part.toString());
                part.setLength(0);
            }
            if (reading) {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            closed.complete(null);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.complete(null);
        }

        void send(String text) throws Exception {
            done(socket().sendText(text, true));
        }

        void send(byte[] bytes) throws Exception {
            done(socket().sendBinary(ByteBuffer.wrap(bytes), true));
        }

        private WebSocket socket() {
            return Objects.requireNonNull(socket);
        }

        /** The next message. */
        String next() throws Exception {
            String next = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing was heard");
            }
            return next;
        }

        /** Asks for nothing more than what comes next. */
        void readNoMore() {
            reading = false;
        }

        boolean hasNext() {
            return !heard.isEmpty();
        }

        void awaitClosed() throws Exception {
            done(closed);
        }

        void leave() throws Exception {
            done(socket().sendClose(WebSocket.NORMAL_CLOSURE, ""));
        }
    }
}
