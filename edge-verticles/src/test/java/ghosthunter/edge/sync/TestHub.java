package ghosthunter.edge.sync;

import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.exchange.Packed;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A hub on a real socket that does what it is told to, request by request; without orders it is honest. */
final class TestHub {
    private final Vertx vertx;
    private final MemoryHub core;
    private final Queue<Act> orders = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong bodyBytes = new AtomicLong();
    private volatile int bodyBytesMax = Integer.MAX_VALUE;
    private volatile @Nullable Act always;
    private @Nullable KeyCertOptions certificate;
    private @Nullable HttpServer server;
    private @Nullable Buffer lastReceipt;
    private int port;

    /** What to do with a request. */
    enum Act {
        ANSWER,
        /** Commits, and the connection breaks before the answer. */
        LOSE_THE_ANSWER,
        /** The connection breaks before the body was read. */
        CUT,
        /** A portal answers 200 with a page. */
        PORTAL,
        /** The receipt of the exchange before, late. */
        STALE_RECEIPT,
        /** 503 with Retry-After: 1. */
        BUSY,
        /** 401 unknown-device. */
        REFUSE,
        /** Never answers. */
        HANG,
        /** The receipt, and the connection breaks in what follows it. */
        CUT_AFTER_LINE_1,
        /** The receipt, and half of what follows it. */
        CUT_IN_LINES,
        /** The receipt, and other lines than it speaks of. */
        FALSE_LINES
    }

    TestHub(Vertx vertx, MemoryHub core) {
        this.vertx = vertx;
        this.core = core;
    }

    /** From its start it speaks TLS, and shows this. */
    void show(KeyCertOptions certificate) {
        this.certificate = certificate;
    }

    Future<Void> start() {
        server = vertx.createHttpServer(new HttpServerOptions()
                .setDecompressionSupported(true)
                .setSsl(certificate != null)
                .setKeyCertOptions(certificate));
        return server.connectionHandler(this::connected)
                .requestHandler(this::handle)
                .listen(port, "127.0.0.1")
                .onSuccess(listening -> port = listening.actualPort())
                .mapEmpty();
    }

    Future<Void> stop() {
        return server == null ? Future.succeededFuture() : server.close();
    }

    URI url() {
        return URI.create((certificate == null ? "http" : "https") + "://127.0.0.1:" + port);
    }

    /** For the next requests, one each. */
    void next(Act... acts) {
        orders.addAll(java.util.List.of(acts));
    }

    /** For all requests until null. */
    void always(@Nullable Act act) {
        always = act;
    }

    /** A link that breaks on anything larger than this. */
    void breakAbove(int bytes) {
        bodyBytesMax = bytes;
    }

    int requests() {
        return requests.get();
    }

    /** Connections that were made so far. */
    int connections() {
        return connections.get();
    }

    /** Connections that stand. */
    int open() {
        return open.get();
    }

    /** Bytes of statements and answers as they travel where both sides pack them. */
    long bodyBytes() {
        return bodyBytes.get();
    }

    private void connected(HttpConnection connection) {
        connections.incrementAndGet();
        open.incrementAndGet();
        connection.closeHandler(closed -> open.decrementAndGet());
    }

    private void handle(HttpServerRequest request) {
        requests.incrementAndGet();
        Act ordered = orders.poll();
        Act standing = always;
        Act act = ordered != null ? ordered : standing != null ? standing : Act.ANSWER;
        if (act == Act.CUT) {
            request.connection().close();
            return;
        }
        request.body().onSuccess(body -> act(request, act, body));
    }

    private void act(HttpServerRequest request, Act act, Buffer body) {
        var response = request.response().putHeader("content-type", ExchangeWriter.MEDIA_TYPE);
        if (body.length() > bodyBytesMax) {
            request.connection().close();
            return;
        }
        switch (act) {
            case PORTAL -> response.putHeader("content-type", "text/html").end("<html>Accept our terms</html>");
            case BUSY -> problem(request, Problem.of(ProblemType.OVERLOADED, "too many"), 1);
            case REFUSE -> problem(request, Problem.of(ProblemType.UNKNOWN_DEVICE, "who are you?"), 0);
            case HANG -> response.setChunked(true);
            case STALE_RECEIPT -> {
                Buffer stale = lastReceipt;
                Buffer unused = commit(body);
                response.end(stale == null ? Buffer.buffer() : stale);
            }
            case LOSE_THE_ANSWER -> {
                Buffer unused = commit(body);
                request.connection().close();
            }
            case CUT_AFTER_LINE_1 -> {
                response.putHeader("content-length", "100000");
                response.write(commit(body))
                        .onSuccess(written -> request.connection().close());
            }
            case CUT_IN_LINES -> {
                Buffer whole = commit(body);
                response.putHeader("content-length", String.valueOf(whole.length()));
                response.write(whole.slice(0, (firstLine(whole) + whole.length()) / 2))
                        .onSuccess(written -> request.connection().close());
            }
            case FALSE_LINES -> {
                Buffer whole = commit(body).copy();
                whole.setByte(whole.length() - 3, (byte) (whole.getByte(whole.length() - 3) ^ 1));
                response.end(whole);
            }
            case ANSWER, CUT -> answer(request, body);
        }
    }

    private void answer(HttpServerRequest request, Buffer body) {
        try {
            request.response().end(commit(body));
        } catch (ProblemException e) {
            problem(request, e.problem(), 0);
        }
    }

    private static long packedBytes(Buffer body) {
        return Packed.smaller(body).body().length();
    }

    private static int firstLine(Buffer whole) {
        int end = 0;
        while (whole.getByte(end) != '\n') {
            end++;
        }
        return end + 1;
    }

    private Buffer commit(Buffer body) {
        lastReceipt = core.exchange(body);
        bodyBytes.addAndGet(packedBytes(body) + packedBytes(lastReceipt));
        return lastReceipt;
    }

    private static void problem(HttpServerRequest request, Problem problem, int retryAfterS) {
        var response =
                request.response().setStatusCode(problem.type().status()).putHeader("content-type", Problem.MEDIA_TYPE);
        if (retryAfterS > 0) {
            response.putHeader("retry-after", String.valueOf(retryAfterS));
        }
        response.end(problem.toJson().toBuffer());
    }
}
