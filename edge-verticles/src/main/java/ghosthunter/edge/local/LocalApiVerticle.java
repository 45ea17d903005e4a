package ghosthunter.edge.local;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.time.Moment;
import ghosthunter.edge.outbox.OutboxClient;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.outbox.OutboxReply;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API of a device, on an event loop, on loopback and nowhere else: who can reach it stands in the locker, and
 * {@link CallerCheck} tells programs from web pages. When it listens it tells its port by the outbox's lock file.
 *
 * <pre>
 *   POST /dropoffs    {"tracking_id", "compartment"?}   Idempotency-Key   201
 *   POST /pickups     {"tracking_id"}                   Idempotency-Key   201
 *   POST /v1/pickups  {"tracking_id" or "compartment", "code"}   Idempotency-Key   200
 *   GET  /packages    ?status=pending&amp;limit=             GET /packages/{tracking_id}/custody
 *   GET  /status      GET /healthz                      POST /sync
 *   POST /imports     {"packages": [{"tracking_id", "drop_off_timestamp", "status"}]}
 *
 *   GET  /v1/entities/{type}             ?after=&amp;limit=
 *   GET  /v1/entities/{type}/{key}
 *   PUT  /v1/entities/{type}/{key}       the data           Idempotency-Key   PATCH: a merge patch; DELETE
 *   POST /v1/entities/{type}/{key}/add   {"delta"}          Idempotency-Key
 *   POST /v1/entities/{type}/{key}/set   {"count"}          Idempotency-Key
 * </pre>
 */
public final class LocalApiVerticle extends VerticleBase {
    /** The largest body, but for imports and entities. */
    static final int BODY_BYTES_MAX = 8 << 10;

    /** The largest body of {@code POST /imports}. */
    static final int IMPORT_BYTES_MAX = 4 << 20;

    /** The largest body of an entity: what fits into a line with room for what stands around it. */
    static final int ENTITY_BYTES_MAX = Line.BYTES_MAX;

    /** How many requests may be under way; more is 503. Well below what the outbox lets wait. */
    static final int IN_FLIGHT_MAX = 64;

    private static final String LOOPBACK = "127.0.0.1";
    private static final int IDLE_S_MAX = 60;

    /** How long requests that are under way have for their answer when it stops. */
    private static final int STOP_S_MAX = 5;

    private final Settings settings;
    private final Supplier<Moment> now;
    private int inFlight;
    private @Nullable HttpServer server;

    /**
     * Where it listens.
     *
     * @param store the SQLite file, told to who asks whether it is the owner
     * @param port 0 for any free one
     * @param syncMsMax how long {@code POST /sync} may take, milliseconds
     */
    public record Settings(DeviceId device, Path store, int port, long syncMsMax) {}

    /** @param now the clocks of the device, read when a request comes: that is when the door closed */
    public LocalApiVerticle(Settings settings, Supplier<Moment> now) {
        this.settings = settings;
        this.now = now;
    }

    @Override
    public Future<?> start() {
        OutboxClient outbox = new OutboxClient(vertx.eventBus(), settings.device());
        SyncClient sync = new SyncClient(vertx.eventBus(), Address.sync(settings.device()), settings.syncMsMax());
        HttpServer listening = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(LOOPBACK)
                        .setPort(settings.port())
                        .setIdleTimeout(IDLE_S_MAX)
                        // What a request is stands in its headers, as HTTP/1.1 has them.
                        .setHttp2ClearTextEnabled(false)
                        .setMaxInitialLineLength(2 << 10)
                        .setMaxHeaderSize(8 << 10))
                .requestHandler(router(outbox, sync));
        server = listening;
        return listening
                .listen()
                .recover(cause -> Future.failedFuture(notListening(cause)))
                .compose(bound -> outbox.ask(new OutboxCommand.Announce(bound.actualPort()), OutboxReply.Done.class));
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.shutdown(STOP_S_MAX, TimeUnit.SECONDS);
    }

    /** The port that it listens on, once it is deployed. */
    public int port() {
        return server == null ? 0 : server.actualPort();
    }

    private Router router(OutboxClient outbox, SyncClient sync) {
        OutboxClient doors = OutboxClient.ofDoors(vertx.eventBus(), settings.device());
        RecordHandlers recording = new RecordHandlers(outbox, doors, sync, now);
        EntityHandlers entities = new EntityHandlers(outbox, sync, now);
        ReadHandlers reading = new ReadHandlers(settings.device(), settings.store(), outbox, sync);
        Router router = Router.router(vertx);
        router.route().handler(CallerCheck::check);
        router.route().handler(this::admit);
        router.post("/dropoffs").handler(body(BODY_BYTES_MAX)).handler(recording::dropOff);
        router.post("/pickups").handler(body(BODY_BYTES_MAX)).handler(recording::pickUp);
        router.post("/v1/pickups").handler(body(BODY_BYTES_MAX)).handler(recording::useCode);
        router.post("/imports").handler(body(IMPORT_BYTES_MAX)).handler(recording::imports);
        router.post("/sync").handler(body(BODY_BYTES_MAX)).handler(reading::sync);
        router.get("/packages").handler(reading::packages);
        router.get("/packages/:trackingId/custody").handler(reading::custody);
        router.get("/v1/entities/:type").handler(entities::list);
        router.get("/v1/entities/:type/:key").handler(entities::get);
        router.put("/v1/entities/:type/:key").handler(body(ENTITY_BYTES_MAX)).handler(entities::put);
        router.patch("/v1/entities/:type/:key").handler(body(ENTITY_BYTES_MAX)).handler(entities::patch);
        router.delete("/v1/entities/:type/:key").handler(body(BODY_BYTES_MAX)).handler(entities::delete);
        router.post("/v1/entities/:type/:key/add").handler(body(BODY_BYTES_MAX)).handler(entities::add);
        router.post("/v1/entities/:type/:key/set").handler(body(BODY_BYTES_MAX)).handler(entities::set);
        router.get("/status").handler(reading::status);
        router.get("/healthz").handler(reading::health);
        router.route().failureHandler(Answers::failed);
        Answers.knownStatuses(router);
        return router;
    }

    private static BodyHandler body(int bytesMax) {
        return BodyHandler.create(false).setBodyLimit(bytesMax);
    }

    private void admit(RoutingContext request) {
        if (inFlight >= IN_FLIGHT_MAX) {
            request.fail(Problem.of(ProblemType.OVERLOADED, "the device is busy, come again in a moment")
                    .exception());
            return;
        }
        inFlight++;
        request.addEndHandler(ended -> inFlight--);
        request.next();
    }

    private Throwable notListening(Throwable cause) {
        return Problem.of(
                        ProblemType.UNAVAILABLE,
                        "the local API cannot listen on " + LOOPBACK + ":" + settings.port() + " (" + cause.getMessage()
                                + "): set another local_api.port")
                .exception(cause);
    }
}
