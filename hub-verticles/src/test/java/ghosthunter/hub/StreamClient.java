package ghosthunter.hub;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.exchange.StreamRequest;
import ghosthunter.codecs.exchange.Trigger;
import ghosthunter.codecs.key.SigningKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Devices that listen to their streams over real sockets. */
final class StreamClient {
    private static final int STREAMS_MAX = 5_000;

    private final HttpClient http;
    private final WebSocketClient webSockets;

    StreamClient(Vertx vertx) {
        http = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(STREAMS_MAX));
        webSockets = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(STREAMS_MAX));
    }

    /** How a device listens. */
    enum Mode {
        SSE,
        WEBSOCKET
    }

    /** What one device hears. */
    static final class Heard {
        /** Reasons of triggers, as they came. */
        final List<String> triggers = new CopyOnWriteArrayList<>();

        /** When each came, nanoseconds. */
        final List<Long> atNanos = new CopyOnWriteArrayList<>();

        final AtomicInteger keepAlives = new AtomicInteger();
        volatile boolean ended;

        private void message(String text) {
            atNanos.add(System.nanoTime());
            triggers.add(Trigger.reasonOf(text).orElse(text));
        }
    }

    /** The hub answered without a stream. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final int status;

        Refused(int status, String body) {
            super(status + " " + body);
            this.status = status;
        }
    }

    Heard open(Mode mode, String url, String hub, DeviceRef device, SigningKey key) throws Exception {
        return RunningHub.finished(opening(mode, url, hub, device, key));
    }

    Future<Heard> opening(Mode mode, String url, String hub, DeviceRef device, SigningKey key) {
        return opening(mode, url, new StreamRequest(hub, device, System.currentTimeMillis()), key);
    }

    Future<Heard> opening(Mode mode, String url, StreamRequest asked, SigningKey key) {
        String authorization = asked.authorization(key);
        return mode == Mode.SSE ? events(url, authorization) : socket(url, authorization);
    }

    private Future<Heard> events(String url, String authorization) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url + StreamRequest.PATH)
                .putHeader("Authorization", authorization)
                .putHeader("Accept", StreamRequest.EVENTS_MEDIA_TYPE);
        return http.request(options).compose(request -> request.send()).compose(StreamClient::heard);
    }

    private static Future<Heard> heard(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return response.body()
                    .compose(body -> Future.failedFuture(new Refused(response.statusCode(), body.toString())));
        }
        Heard heard = new Heard();
        response.handler(RecordParser.newDelimited("\n", line -> {
            if (line.toString().startsWith("data: ")) {
                heard.message(line.toString().substring("data: ".length()));
            } else if (line.toString().startsWith(":")) {
                heard.keepAlives.incrementAndGet();
            }
        }));
        response.endHandler(end -> heard.ended = true);
        response.exceptionHandler(cut -> heard.ended = true);
        return Future.succeededFuture(heard);
    }

    private Future<Heard> socket(String url, String authorization) {
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        options.setAbsoluteURI(url.replaceFirst("^http", "ws") + StreamRequest.PATH)
                .putHeader("Authorization", authorization);
        return webSockets.connect(options).map(StreamClient::heard);
    }

    private static Heard heard(WebSocket socket) {
        Heard heard = new Heard();
        socket.textMessageHandler(heard::message);
        socket.frameHandler(frame -> {
            if (frame.isPing()) {
                heard.keepAlives.incrementAndGet();
            }
        });
        socket.closeHandler(closed -> heard.ended = true);
        return heard;
    }
}
