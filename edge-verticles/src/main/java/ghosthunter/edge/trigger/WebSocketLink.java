package ghosthunter.edge.trigger;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.exchange.StreamRequest;
import ghosthunter.edge.enroll.HubAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import org.jspecify.annotations.Nullable;

/** A WebSocket; the hub's pings are answered by the client itself. */
final class WebSocketLink implements StreamLink {
    private final HubAddress hub;
    private final DeviceId device;
    private final WebSocketClient client;
    private @Nullable WebSocket socket;

    WebSocketLink(Vertx vertx, HubAddress hub, DeviceId device) {
        this.hub = hub;
        this.device = device;
        this.client = vertx.createWebSocketClient(hub.webSocketOptions());
    }

    @Override
    public Future<Void> open(String authorization, Ear ear) {
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        // http:// becomes ws://, https:// becomes wss://.
        options.setAbsoluteURI("ws" + hub.endpoint(StreamRequest.PATH).substring("http".length()));
        options.putHeader(HttpHeaders.AUTHORIZATION, authorization)
                .putHeader(ExchangeWriter.DEVICE_HEADER, device.value());
        return client.connect(options).recover(WebSocketLink::refused).map(opened -> listen(opened, ear));
    }

    @Override
    public void cut() {
        WebSocket open = socket;
        socket = null;
        if (open != null) {
            var unused = open.close();
        }
    }

    @Override
    public Future<Void> close() {
        cut();
        return client.close();
    }

    private static Future<WebSocket> refused(Throwable failure) {
        return Future.failedFuture(
                failure instanceof UpgradeRejectedException told ? new StreamRefused(told.getStatus()) : failure);
    }

    private @Nullable Void listen(WebSocket opened, Ear ear) {
        socket = opened;
        opened.frameHandler(frame -> {
            if (socket == opened) {
                ear.alive();
            }
        });
        opened.textMessageHandler(text -> {
            if (socket == opened) {
                ear.message(text);
            }
        });
        opened.exceptionHandler(broken -> ended(opened, ear));
        opened.closeHandler(closed -> ended(opened, ear));
        return null;
    }

    private void ended(WebSocket opened, Ear ear) {
        if (socket == opened) {
            cut();
            ear.ended();
        }
    }
}
