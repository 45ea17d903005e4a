package ghosthunter.load.bench;

import static io.gatling.javaapi.core.CoreDsl.ByteArrayBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.bodyBytes;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import ghosthunter.load.fleet.Waiting;
import ghosthunter.load.process.WorkDirectory;
import ghosthunter.load.proxy.ChaosProxy;
import ghosthunter.load.proxy.FaultPlan;
import ghosthunter.load.reconcile.LedgerReader;
import ghosthunter.load.traffic.Shipment;
import ghosthunter.load.traffic.SignedLocker;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A city's lockers, one phase after the other: a steady day, all back at once, everything said twice, and slow links. Keys, chains
 * and signatures are real; each receipt is proved; at the end Postgres is reconciled with what was sent.
 *
 * <p>{@code mvn -pl load-tests -am test-compile gatling:test}, with {@code -Dlockers=200} for a short form. The report is in {@code
 * load-tests/target/gatling}.
 */
public final class CityTraffic extends Simulation {
    private static final Logger LOG = LoggerFactory.getLogger(CityTraffic.class);
    private static final int LOCKERS = Integer.getInteger("lockers", 2_000);
    private static final int STORM_CHANGES = 60;
    private static final int SLOW_CHANGES = 10;
    private static final Duration RAMP = Duration.ofSeconds(LOCKERS / 50);
    private static final int SLOW_MS_MIN = 300;
    private static final int SLOW_MS_MAX = 3_000;
    private static final int OK = 200;
    private static final String SHIPMENT = "shipment";
    private static final String RECEIPTED = "receipted";
    private static final String STATUS = "status";
    private static final String RETRY = "retry";

    private final Vertx vertx = Vertx.vertx();
    private final WorkDirectory directory;
    private final BenchHub hub;
    private final ChaosProxy slow;
    private final long sent;

    /** Starts the hub, and makes and signs all traffic. */
    public CityTraffic() throws Exception {
        this.directory = WorkDirectory.create("ghosthunter-gatling");
        this.hub = BenchHub.start(directory.path());
        FaultPlan delays = FaultPlan.NONE.withDelay(1, SLOW_MS_MIN, SLOW_MS_MAX);
        this.slow = Waiting.until(
                ChaosProxy.start(vertx, 0, "127.0.0.1", hub.process().port()));
        Void unused = Waiting.until(slow.follow(delays));
        List<SignedLocker> lockers = hub.lockers(LOCKERS);
        List<Shipment> mornings = made(lockers, i -> 0);
        List<Shipment> noons = made(lockers, i -> 1);
        List<Shipment> storms = made(lockers, i -> STORM_CHANGES);
        List<Shipment> doubled = made(lockers, i -> 1);
        List<Shipment> slows = made(lockers, i -> SLOW_CHANGES);
        this.sent = Stream.of(mornings, noons, storms, doubled, slows)
                .flatMap(List::stream)
                .mapToLong(Shipment::changes)
                .sum();
        setUp(phase("steady: heartbeat", mornings, direct(), 1)
                        .injectOpen(rampUsers(LOCKERS).during(RAMP))
                        .andThen(phase("steady: drop-off", noons, direct(), 1)
                                .injectOpen(rampUsers(LOCKERS).during(RAMP))
                                .andThen(phase("storm", storms, direct(), 1)
                                        .injectOpen(atOnceUsers(LOCKERS))
                                        .andThen(phase("said twice", doubled, direct(), 2)
                                                .injectOpen(rampUsers(LOCKERS).during(RAMP))
                                                .andThen(phase("slow link", slows, slow.port(), 1)
                                                        .injectOpen(rampUsers(LOCKERS)
                                                                .during(RAMP)))))))
                .protocols(http.disableCaching().disableFollowRedirect())
                .assertions(global().failedRequests().count().is(0L));
    }

    private int direct() {
        return hub.process().port();
    }

    private static List<Shipment> made(List<SignedLocker> lockers, IntFunction<Integer> changes) {
        return IntStream.range(0, lockers.size())
                .mapToObj(i -> lockers.get(i).next(changes.apply(i)))
                .toList();
    }

    /** Each locker sends its shipment until it is receipted, and then as often again as {@code times} says. */
    private ScenarioBuilder phase(String name, List<Shipment> shipments, int port, int times) {
        Iterator<Map<String, Object>> feeder =
                shipments.stream().map(s -> Map.<String, Object>of(SHIPMENT, s)).iterator();
        List<ChainBuilder> again = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            again.add(exec(session -> session.set(RECEIPTED, false))
                    .exec(asLongAs(session -> !session.getBoolean(RECEIPTED)).on(once(name, port))));
        }
        return scenario(name).feed(feeder).exec(again);
    }

    /** A hub that has no room says when to come back; anything else but a proved receipt is a failure. */
    private ChainBuilder once(String name, int port) {
        return exec(http(name)
                        .post("http://127.0.0.1:" + port + "/v1/sync")
                        .header("Content-Type", "application/x-ndjson")
                        .body(ByteArrayBody(session -> shipment(session).body().getBytes()))
                        .check(status().in(OK, 429, 503).saveAs(STATUS))
                        .check(header("Retry-After").withDefault("1").saveAs(RETRY))
                        .check(bodyBytes()
                                .transformWithSession((body, session) -> isRight(body, session))
                                .is(true)))
                .exec(session -> session.set(RECEIPTED, session.isFailed() || session.getInt(STATUS) == OK))
                .exec(asLongAs(session -> !session.getBoolean(RECEIPTED) && !"0".equals(session.getString(RETRY)))
                        .on(pause(session ->
                                        Duration.ofSeconds(Long.parseLong(String.valueOf(session.getString(RETRY)))))
                                .exec(session -> session.set(RETRY, "0"))));
    }

    private boolean isRight(byte[] body, Session session) {
        return session.getInt(STATUS) != OK || hub.proof().holds(shipment(session), Buffer.buffer(body));
    }

    private static Shipment shipment(Session session) {
        Shipment shipment = session.get(SHIPMENT);
        if (shipment == null) {
            throw new IllegalStateException("a locker without a shipment");
        }
        return shipment;
    }

    /** The reconciliation: all that was sent is stored, once, and every chain holds. */
    @Override
    public void after() {
        try (directory;
                hub) {
            hub.requireRows("ledger", sent);
            hub.requireRows("packages", sent);
            List<String> faults = LedgerReader.faults(hub.postgres());
            BenchHub.require(faults.isEmpty(), "broken chains: " + faults);
            LOG.atInfo().addKeyValue("sent", sent).addKeyValue("stored", sent).log("reconciled");
        } catch (Exception e) {
            throw new IllegalStateException("not reconciled: " + e.getMessage(), e);
        } finally {
            var unused = vertx.close();
        }
    }
}
