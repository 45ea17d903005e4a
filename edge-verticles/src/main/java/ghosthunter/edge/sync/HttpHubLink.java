package ghosthunter.edge.sync;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.exchange.Packed;
import ghosthunter.codecs.exchange.Pull;
import ghosthunter.edge.enroll.HubAddress;
import ghosthunter.edge.enroll.HubReason;
import ghosthunter.edge.sync.SyncFailure.Kind;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the hub over HTTP, behind a circuit breaker: after {@code attemptsMax} failures in a row it rests for
 * {@code restMs}, then lets one exchange through as the probe. Redirects are not followed: only a portal sends them.
 */
public final class HttpHubLink implements HubLink {
    private static final Logger LOG = LoggerFactory.getLogger(HttpHubLink.class);

    /** An answer is a receipt and what follows it; a portal's page is cut here. */
    private static final int ANSWER_BYTES_MAX = 256 * 1024 + (int) Pull.BYTES_MAX;

    /** Failures are forgotten after this long without a success in between; longer than any cycle. */
    private static final int FAILURES_WINDOW_MS = 3_600_000;

    private static final int NO_TIMEOUT = -1;

    private final Vertx vertx;
    private final HubAddress hub;
    private final DeviceId device;
    private final SyncPace pace;
    /** Held here because Vert.x closes a client that nobody refers to. */
    private final HttpClient client;

    private CircuitBreaker breaker;
    private @Nullable HttpConnection connection;
    private boolean closed;

    /**
     * Makes the way; connections come with exchanges.
     *
     * @param device named to load balancers, which may send each device to one node
     * @param pace its time-outs, its number of attempts and its rest
     */
    public HttpHubLink(Vertx vertx, HubAddress hub, DeviceId device, SyncPace pace) {
        this.vertx = vertx;
        this.hub = hub;
        this.device = device;
        this.pace = pace;
        this.client = vertx.httpClientBuilder()
                .with(hub.clientOptions())
                // The link gives its connection back itself; the pool's cleaner would wake the device every second for
                // it.
                .with(new PoolOptions().setHttp1MaxSize(1).setCleanerPeriod(0))
                .withConnectHandler(this::connected)
                .build();
        this.breaker = newBreaker();
    }

    @Override
    public <T> Future<T> run(Function<Connection, Future<T>> exchange) {
        return breaker.execute(() -> connect(exchange)).recover(HttpHubLink::asSyncFailure);
    }

    @Override
    public SyncState.Breaker breaker() {
        return switch (breaker.state()) {
            case CLOSED -> SyncState.Breaker.CLOSED;
            case OPEN -> SyncState.Breaker.OPEN;
            case HALF_OPEN -> SyncState.Breaker.HALF_OPEN;
        };
    }

    @Override
    public void reset() {
        var unused = breaker.close();
        breaker = newBreaker();
    }

    @Override
    public void rest() {
        if (connection != null) {
            var unused = connection.close();
            connection = null;
        }
    }

    @Override
    public Future<Void> close() {
        closed = true;
        var unused = breaker.close();
        return client.close();
    }

    /** The exchange under way is told of it, too; without a handler Vert.x would log a broken line as an error. */
    private void connected(HttpConnection opened) {
        connection = opened;
        opened.exceptionHandler(broken ->
                LOG.atDebug().addKeyValue("reason", HubReason.of(broken)).log("connection broke"));
    }

    private CircuitBreaker newBreaker() {
        // The exchange has its own time-out, which also closes the connection; the breaker's would leave it running.
        CircuitBreakerOptions options = new CircuitBreakerOptions()
                .setMaxFailures(pace.attemptsMax())
                .setFailuresRollingWindow(FAILURES_WINDOW_MS)
                .setTimeout(NO_TIMEOUT)
                .setResetTimeout(pace.restMs());
        return CircuitBreaker.create("hub", vertx, options)
                .failurePolicy(HttpHubLink::countsAgainstHub)
                .openHandler(
                        v -> LOG.atInfo().addKeyValue("restMs", pace.restMs()).log("circuit breaker opened"))
                .closeHandler(v -> LOG.atInfo().log("circuit breaker closed"));
    }

    private static boolean countsAgainstHub(Future<?> done) {
        return done.failed()
                && (!(done.cause() instanceof SyncFailure failure)
                        || failure.kind().countsAgainstHub());
    }

    private <T> Future<T> connect(Function<Connection, Future<T>> exchange) {
        if (closed) {
            return Future.failedFuture(SyncFailure.of(Kind.UNREACHABLE, "the device is stopping"));
        }
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(hub.endpoint("/v1/sync"))
                .setFollowRedirects(false)
                .setConnectTimeout(HubAddress.CONNECT_MS_MAX);
        return client.request(options)
                .recover(failure -> Future.failedFuture(
                        SyncFailure.of(Kind.UNREACHABLE, "no connection to the hub: " + HubReason.of(failure))))
                .compose(request -> exchange(request, exchange));
    }

    private <T> Future<T> exchange(HttpClientRequest request, Function<Connection, Future<T>> exchange) {
        return exchange.apply(body -> send(request, body))
                .timeout(pace.exchangeMsMax(), TimeUnit.MILLISECONDS)
                .recover(this::nameTimeout)
                .onFailure(failure -> {
                    var unused = request.reset();
                });
    }

    private <T> Future<T> nameTimeout(Throwable failure) {
        return Future.failedFuture(
                failure instanceof TimeoutException
                        ? SyncFailure.of(Kind.CUT, "no answer within " + pace.exchangeMsMax() + " ms")
                        : failure);
    }

    private Future<HubAnswer> send(HttpClientRequest request, Buffer body) {
        request.putHeader(HttpHeaders.CONTENT_TYPE, ExchangeWriter.MEDIA_TYPE)
                .putHeader(ExchangeWriter.DEVICE_HEADER, device.value());
        Promise<Void> late = Promise.promise();
        long timerId = vertx.setTimer(Math.max(1, pace.exchangeMsMax() * 9 / 10), id -> late.tryComplete());
        return Gzip.whenItPays(vertx, body)
                .compose(packed -> send(request, packed))
                .compose(response -> read(response, late.future()))
                .onComplete(done -> vertx.cancelTimer(timerId))
                .recover(failure -> Future.failedFuture(
                        SyncFailure.of(Kind.CUT, "the connection broke: " + HubReason.of(failure))));
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, Packed packed) {
        if (packed.gzip()) {
            request.putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.createOptimized("gzip"));
        }
        return request.send(packed.body());
    }

    /**
     * Handlers are set in the tick in which the response comes, else chunks would be missed.
     *
     * @param late done shortly before the time of the exchange is over: a receipt that is there counts, whatever follows it
     */
    private static Future<HubAnswer> read(HttpClientResponse response, Future<Void> late) {
        Promise<HubAnswer> answer = Promise.promise();
        Buffer body = Buffer.buffer();
        late.onSuccess(over -> {
            if (body.length() > 0 && answer.tryComplete(answer(response, body.copy()))) {
                var unused = response.request().reset();
            }
        });
        response.handler(chunk -> {
            if (body.length() + chunk.length() <= ANSWER_BYTES_MAX) {
                body.appendBuffer(chunk);
            } else {
                answer.tryFail("the answer has more than " + ANSWER_BYTES_MAX + " bytes");
            }
        });
        response.exceptionHandler(failure -> {
            // Line 1 alone counts: what is there may be a whole receipt, and what is not does not verify.
            if (body.length() > 0) {
                answer.tryComplete(answer(response, body));
            } else {
                answer.tryFail(failure);
            }
        });
        response.endHandler(end -> answer.tryComplete(answer(response, body)));
        return answer.future();
    }

    private static HubAnswer answer(HttpClientResponse response, Buffer body) {
        return new HubAnswer(response.statusCode(), seconds(response.getHeader(HttpHeaders.RETRY_AFTER)), body);
    }

    private static long seconds(@Nullable String header) {
        return header != null && header.matches("[0-9]{1,9}") ? Long.parseLong(header) : 0;
    }

    private static <T> Future<T> asSyncFailure(Throwable failure) {
        if (failure instanceof SyncFailure expected) {
            return Future.failedFuture(expected);
        }
        if (failure instanceof OpenCircuitException) {
            return Future.failedFuture(SyncFailure.of(Kind.RESTING, "the circuit breaker is open"));
        }
        return Future.failedFuture(SyncFailure.of(Kind.CUT, "the exchange failed: " + HubReason.of(failure)));
    }
}
