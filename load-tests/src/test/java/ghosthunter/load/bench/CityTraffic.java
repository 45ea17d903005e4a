package ghosthunter.load.bench;

import static io.gatling.javaapi.core.CoreDsl.ByteArrayBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.bodyBytes;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
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
import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CoreDsl;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
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
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A city's lockers, one phase after the other: a steady day, all back at once, everything said twice, a network that loses answers
 * and doubles requests, and slow links. Keys, chains and signatures are real; each receipt is proved; at the end Postgres is
 * reconciled with what was sent. Fails for a wrong answer or a request that failed where none may, never for being slow.
 *
 * <p>{@code mvn -pl load-tests -am test-compile gatling:test}, with {@code -Dlockers=200} for a short form. The report is in {@code
 * load-tests/target/gatling}.
 */
public final class CityTraffic extends Simulation {
    private static final Logger LOG = LoggerFactory.getLogger(CityTraffic.class);
    private static final int LOCKERS = Integer.getInteger("lockers", 2_000);
    private static final int STORM_CHANGES = 60;
    private static final int SLOW_CHANGES = 10;
    private static final Duration RAMP = Duration.ofSeconds(Math.max(2, LOCKERS / 80));
    private static final int SLOW_MS_MIN = 300;
    private static final int SLOW_MS_MAX = 3_000;
    private static final double LOST = 0.2;
    private static final double DOUBLED = 0.2;
    private static final int DOUBLED_MS_MAX = 50;
    private static final Duration AGAIN_MAX = Duration.ofSeconds(1);
    private static final int OK = 200;
    private static final String SHIPMENT = "shipment";
    private static final String RECEIPTED = "receipted";
    private static final String STATUS = "status";
    private static final String RETRY = "retry";
    private static final String AT_ONCE = "0";

    private final Vertx vertx = Vertx.vertx();
    private final WorkDirectory directory;
    private final BenchHub hub;
    private final LongAdder proved = new LongAdder();
    private final List<Phase> phases;

    /**
     * All lockers do the same.
     *
     * @param port of the hub or of a bad network before it
     * @param times how often each says it
     * @param isLossy whether requests may fail on the way
     */
    private record Phase(
            String name, List<Shipment> shipments, OpenInjectionStep arrival, int port, int times, boolean isLossy) {
        long changes() {
            return shipments.stream().mapToLong(Shipment::changes).sum();
        }

        long receipts() {
            return (long) shipments.size() * times;
        }
    }

    /** Starts the hub, and makes and signs all traffic. */
    public CityTraffic() throws Exception {
        this.directory = WorkDirectory.create("ghosthunter-gatling");
        this.hub = BenchHub.start(directory.path());
        int direct = hub.process().port();
        int slow = network(FaultPlan.NONE.withDelay(1, SLOW_MS_MIN, SLOW_MS_MAX));
        int lossy = network(FaultPlan.NONE.withMissingAck(LOST).withDuplicate(DOUBLED, 0, DOUBLED_MS_MAX));
        List<SignedLocker> lockers = hub.lockers(LOCKERS);
        OpenInjectionStep spread = rampUsers(LOCKERS).during(RAMP);
        this.phases = List.of(
                new Phase("steady: heartbeat", made(lockers, 0), spread, direct, 1, false),
                new Phase("steady: drop-off", made(lockers, 1), spread, direct, 1, false),
                new Phase("storm", made(lockers, STORM_CHANGES), atOnceUsers(LOCKERS), direct, 1, false),
                new Phase("said twice", made(lockers, 1), spread, direct, 2, false),
                new Phase("answers lost", made(lockers, 1), spread, lossy, 1, true),
                new Phase("slow link", made(lockers, SLOW_CHANGES), spread, slow, 1, false));
        setUp(inTurn(0))
                .protocols(http.disableCaching().disableFollowRedirect())
                .assertions(phases.stream().flatMap(CityTraffic::expected).toList());
    }

    private int network(FaultPlan plan) {
        ChaosProxy proxy = Waiting.until(
                ChaosProxy.start(vertx, 0, "127.0.0.1", hub.process().port()));
        Void unused = Waiting.until(proxy.follow(plan));
        return proxy.port();
    }

    private PopulationBuilder inTurn(int first) {
        Phase phase = phases.get(first);
        PopulationBuilder population = scenario(phase).injectOpen(phase.arrival());
        return first + 1 == phases.size() ? population : population.andThen(inTurn(first + 1));
    }

    private static Stream<Assertion> expected(Phase phase) {
        var requests = details(phase.name());
        return Stream.of(
                requests.successfulRequests().count().gte(phase.receipts()),
                phase.isLossy()
                        ? requests.failedRequests().count().gt(0L)
                        : requests.failedRequests().count().is(0L));
    }

    private static List<Shipment> made(List<SignedLocker> lockers, int changes) {
        return lockers.stream().map(locker -> locker.next(changes)).toList();
    }

    /** Each locker sends its shipment until it is receipted, and then as often again as the phase says. */
    private ScenarioBuilder scenario(Phase phase) {
        Iterator<Map<String, Object>> feeder = phase.shipments().stream()
                .map(s -> Map.<String, Object>of(SHIPMENT, s))
                .iterator();
        List<ChainBuilder> again = new ArrayList<>();
        for (int i = 0; i < phase.times(); i++) {
            again.add(exec(session -> session.set(RECEIPTED, false))
                    .exec(asLongAs(session -> !session.getBoolean(RECEIPTED)).on(once(phase))));
        }
        return CoreDsl.scenario(phase.name()).feed(feeder).exec(again);
    }

    /** A hub that has no room says when to come back; where the network loses answers, the locker asks again. */
    private ChainBuilder once(Phase phase) {
        return exec(session -> session.set(STATUS, 0).set(RETRY, AT_ONCE))
                .exec(http(phase.name())
                        .post("http://127.0.0.1:" + phase.port() + "/v1/sync")
                        .header("Content-Type", "application/x-ndjson")
                        .body(ByteArrayBody(session -> shipment(session).body().getBytes()))
                        .check(status().in(OK, 429, 503).saveAs(STATUS))
                        .check(header("Retry-After").withDefault(AT_ONCE).saveAs(RETRY))
                        .check(bodyBytes()
                                .transformWithSession((body, session) -> isRight(body, session))
                                .is(true)))
                .exec(session -> session.set(RECEIPTED, isOver(session, phase)))
                .doIf(session -> !session.getBoolean(RECEIPTED))
                .then(exec(session -> phase.isLossy() ? session.markAsSucceeded() : session)
                        .pause(session -> Duration.ofSeconds(Long.parseLong(text(session, RETRY))))
                        .pause(Duration.ZERO, AGAIN_MAX));
    }

    private static boolean isOver(Session session, Phase phase) {
        return session.isFailed() ? !phase.isLossy() : session.getInt(STATUS) == OK;
    }

    private boolean isRight(byte[] body, Session session) {
        if (session.getInt(STATUS) != OK) {
            return !AT_ONCE.equals(text(session, RETRY));
        }
        boolean right = hub.proof().holds(shipment(session), Buffer.buffer(body));
        if (right) {
            proved.increment();
        }
        return right;
    }

    private static String text(Session session, String key) {
        return String.valueOf(session.getString(key));
    }

    private static Shipment shipment(Session session) {
        Shipment shipment = session.get(SHIPMENT);
        if (shipment == null) {
            throw new IllegalStateException("a locker without a shipment");
        }
        return shipment;
    }

    /** The reconciliation: all that was sent is receipted and stored, once, and every chain holds. */
    @Override
    public void after() {
        try (directory;
                hub) {
            long receipts = phases.stream().mapToLong(Phase::receipts).sum();
            long sent = phases.stream().mapToLong(Phase::changes).sum();
            BenchHub.require(proved.sum() == receipts, proved.sum() + " receipts were proved, of " + receipts);
            hub.requireRows("ledger", sent);
            hub.requireRows("packages", sent);
            hub.requireRows("quarantine", 0);
            hub.requireRows("finding WHERE closed_at IS NULL", 0);
            List<String> faults = LedgerReader.faults(hub.postgres());
            BenchHub.require(faults.isEmpty(), "broken chains: " + faults);
            LOG.atWarn()
                    .addKeyValue("receipts", receipts)
                    .addKeyValue("sent", sent)
                    .addKeyValue("stored", sent)
                    .log("reconciled");
        } catch (Exception e) {
            throw new IllegalStateException("not reconciled: " + e.getMessage(), e);
        } finally {
            var unused = vertx.close();
        }
    }
}
