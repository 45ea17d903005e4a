package ghosthunter.edge.trigger;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.exchange.StreamRequest;
import ghosthunter.edge.enroll.HubAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Server-sent events: an answer of lines that never ends. Each event of a hub is one {@code data} line. */
final class SseLink implements StreamLink {
    private static final Logger LOG = LoggerFactory.getLogger(SseLink.class);
    private static final int LINE_BYTES_MAX = 4_096;
    private static final int STATUS_OK = 200;
    private static final String DATA = "data:";

    private final HubAddress hub;
    private final DeviceId device;
    /** Held here because Vert.x closes a client that nobody refers to. */
    private final HttpClient client;

    private @Nullable HttpConnection connection;
    private @Nullable Ear listening;

    SseLink(Vertx vertx, HubAddress hub, DeviceId device) {
        this.hub = hub;
        this.device = device;
        this.client = vertx.httpClientBuilder()
                .with(hub.clientOptions())
                .with(new PoolOptions().setHttp1MaxSize(1).setCleanerPeriod(0))
                .withConnectHandler(this::connected)
                .build();
    }

    @Override
    public Future<Void> open(String authorization, Ear ear) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(hub.endpoint(StreamRequest.PATH))
                .setFollowRedirects(false)
                .setConnectTimeout(HubAddress.CONNECT_MS_MAX)
                .putHeader(HttpHeaders.AUTHORIZATION, authorization)
                .putHeader(HttpHeaders.ACCEPT, StreamRequest.EVENTS_MEDIA_TYPE)
                .putHeader(ExchangeWriter.DEVICE_HEADER, device.value());
        return client.request(options).compose(request -> request.send()).compose(response -> listen(response, ear));
    }

    @Override
    public void cut() {
        listening = null;
        HttpConnection open = connection;
        connection = null;
        if (open != null) {
            var unused = open.close();
        }
    }

    @Override
    public Future<Void> close() {
        cut();
        return client.close();
    }

    private void connected(HttpConnection opened) {
        connection = opened;
        opened.exceptionHandler(broken ->
                LOG.atDebug().addKeyValue("reason", broken.getMessage()).log("stream broke"));
    }

    /** Handlers are set in the tick in which the response comes, else lines would be missed. */
    private Future<Void> listen(HttpClientResponse response, Ear ear) {
        String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        if (response.statusCode() != STATUS_OK || type == null || !type.startsWith(StreamRequest.EVENTS_MEDIA_TYPE)) {
            cut();
            return Future.failedFuture(new StreamRefused(response.statusCode()));
        }
        listening = ear;
        RecordParser lines = RecordParser.newDelimited("\n", line -> heard(ear, line))
                .maxRecordSize(LINE_BYTES_MAX)
                .exceptionHandler(tooLong -> ended(ear));
        response.handler(lines);
        response.endHandler(end -> ended(ear));
        response.exceptionHandler(cut -> ended(ear));
        return Future.succeededFuture();
    }

    private void heard(Ear ear, Buffer line) {
        if (listening != ear) {
            return;
        }
        ear.alive();
        String text = line.toString(StandardCharsets.UTF_8).strip();
        if (text.startsWith(DATA)) {
            ear.message(text.substring(DATA.length()).strip());
        }
    }

    private void ended(Ear ear) {
        if (listening == ear) {
            cut();
            ear.ended();
        }
    }
}
