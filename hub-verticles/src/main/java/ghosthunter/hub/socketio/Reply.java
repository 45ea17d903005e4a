package ghosthunter.hub.socketio;

import ghosthunter.hub.http.Handlers;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The answer to a request, on the event loop of its connection. Any thread may call it. */
final class Reply {
    /** How long the rest of a body that nobody wants is read, so that its sender sees the answer, milliseconds. */
    private static final long LINGER_MS = 2_000;

    private static final String TEXT = "text/plain; charset=UTF-8";
    private static final String JSON = "application/json";

    private final RoutingContext ctx;
    private final Context context;

    /** Call on the request's context. */
    Reply(RoutingContext ctx) {
        this.ctx = ctx;
        this.context = ctx.vertx().getOrCreateContext();
    }

    /**
     * Call on the request's context, before it is answered.
     *
     * @param gone when there is nobody to answer any more, also behind the answer
     * @param shutdown when the HTTP server ends
     */
    void onGone(Runnable gone, Runnable shutdown) {
        ctx.addEndHandler(ended -> gone.run());
        ctx.request().connection().shutdownHandler(leaving -> shutdown.run());
    }

    /** The body of an accepted POST. */
    void ok() {
        end(200, TEXT, "ok");
    }

    void packets(List<EnginePacket> packets) {
        end(200, TEXT, EnginePacket.encodePayload(packets));
    }

    void refuse(EngineError error) {
        refuse(error.status(), error.body());
    }

    private void refuse(int status, JsonObject body) {
        context.runOnContext(v -> {
            HttpServerRequest request = ctx.request();
            if (!request.isEnded()) {
                ctx.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                long timer = ctx.vertx().setTimer(LINGER_MS, late -> Handlers.close(request.connection()));
                request.handler(discarded -> {});
                request.exceptionHandler(cut -> ctx.vertx().cancelTimer(timer));
                request.endHandler(read -> {
                    ctx.vertx().cancelTimer(timer);
                    Handlers.close(request.connection());
                });
            }
            end(status, JSON, body.encode());
        });
    }

    private void end(int status, String type, String body) {
        context.runOnContext(v -> {
            HttpServerResponse response = ctx.response();
            if (!response.ended() && !response.closed()) {
                response.setStatusCode(status)
                        .putHeader(HttpHeaders.CONTENT_TYPE, type)
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
                Handlers.end(response, Buffer.buffer(body));
            }
        });
    }
}
