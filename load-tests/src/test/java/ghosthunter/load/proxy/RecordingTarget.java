package ghosthunter.load.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server behind the proxy that remembers which requests reached it, and which reached it whole. */
final class RecordingTarget {
    final AtomicInteger begun = new AtomicInteger();
    final List<String> whole = new CopyOnWriteArrayList<>();
    final AtomicInteger open = new AtomicInteger();
    private final List<HttpServerRequest> unanswered = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile Buffer answer = Buffer.buffer("recorded");
    private volatile int answersFrom = 1;

    private RecordingTarget(Vertx vertx) {
        server = vertx.createHttpServer()
                .connectionHandler(connection -> {
                    open.incrementAndGet();
                    connection.closeHandler(closed -> open.decrementAndGet());
                })
                .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
                .requestHandler(this::receive);
    }

    static RecordingTarget start(Vertx vertx) {
        RecordingTarget target = new RecordingTarget(vertx);
        Patience.awaited(target.server.listen(0, "127.0.0.1"));
        return target;
    }

    int port() {
        return server.actualPort();
    }

    void stop() {
        Patience.awaited(server.close());
    }

    void answer(Buffer body) {
        answer = body;
    }

    /** Answers nobody before this many whole requests are there. */
    void answersFrom(int requests) {
        answersFrom = requests;
    }

    private void receive(HttpServerRequest request) {
        begun.incrementAndGet();
        request.exceptionHandler(cut -> {});
        request.body().onSuccess(body -> received(request, body));
    }

    private void received(HttpServerRequest request, Buffer body) {
        whole.add(request.path() + " " + body.length());
        unanswered.add(request);
        if (whole.size() >= answersFrom) {
            List<HttpServerRequest> now = List.copyOf(unanswered);
            unanswered.clear();
            now.forEach(one -> one.response().exceptionHandler(cut -> {}).end(answer));
        }
    }
}
