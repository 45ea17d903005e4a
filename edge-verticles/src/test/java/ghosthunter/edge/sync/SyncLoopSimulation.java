package ghosthunter.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.time.BootClock;
import ghosthunter.edge.enroll.Identity;
import ghosthunter.edge.sync.SyncFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** The exchange loop on virtual time against a hub in memory and a network that loses, cuts, delays and lies. */
class SyncLoopSimulation {
    private static final SigningKey HUB_KEY = SigningKey.ofSeed(new byte[32]);
    private static final SigningKey DEVICE_KEY = SigningKey.ofSeed(new byte[] {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
        31, 32
    });
    private static final DeviceRef DEVICE = new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-001"));
    private static final Epoch EPOCH = new Epoch(UUID.fromString("018f0000-0000-7000-8000-000000000001"));
    private static final long HOUR_MS = 3_600_000;

    /** Everything recorded stands in the ledger once, in order, soon after the network is good again. */
    @Property(tries = 80)
    void whateverTheNetworkDoesEveryChangeArrivesOnceInOrder(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 40) int changes,
            @ForAll @IntRange(min = 0, max = 95) int faultPercent) {
        // Given
        World world = new World(seed, faultPercent);
        world.loop.start();

        // When
        for (int i = 0; i < changes; i++) {
            world.outbox.record("change " + i);
            world.loop.recorded(i % 3 == 0 ? Lane.MEDIUM : Lane.CRITICAL);
            world.run(world.random.nextLong(120_000));
        }
        world.faultPercent = 0;
        world.run(HOUR_MS);

        // Then
        assertThat(world.hub.ledger()).as("seed %d", seed).isEqualTo(world.outbox.lines());
        assertThat(world.outbox.pending()).isZero();
        assertThat(world.loop.state().result().lastError()).isNull();
    }

    /** An hour without network costs a cycle and then a probe a minute, whatever is recorded meanwhile. */
    @Property(tries = 10)
    void anOutageCostsFewAttempts(@ForAll long seed) {
        // Given
        World world = new World(seed, 100);
        world.loop.start();

        // When
        for (int i = 0; i < 360; i++) {
            world.outbox.record("change " + i);
            world.loop.recorded(Lane.CRITICAL);
            world.run(10_000);
        }

        // Then
        assertThat(world.outbox.exchanges()).isBetween(5L, 5 + 60L + 60);
        assertThat(world.outbox.pending()).isEqualTo(360);
    }

    @Property(tries = 10)
    void anIdleDayCostsAboutAHundredExchanges(@ForAll long seed) {
        // Given
        World world = new World(seed, 0);
        world.loop.start();

        // When
        world.run(24 * HOUR_MS);

        // Then
        assertThat(world.outbox.exchanges()).isBetween(85L, 110L);
    }

    @Property(tries = 10)
    void aCallMakesOneExchangeAndOneDuringItOneMore(@ForAll long seed) {
        // Given
        World world = new World(seed, 0);
        world.loop.start();
        world.run(60_000);
        long before = world.outbox.exchanges();

        // When
        world.loop.tick();
        world.loop.tick();
        world.run(60_000);
        long afterCalls = world.outbox.exchanges();
        world.meanwhile = world.loop::tick;
        world.loop.tick();
        world.run(60_000);

        // Then
        assertThat(afterCalls).isEqualTo(before + 1);
        assertThat(world.outbox.exchanges()).isEqualTo(afterCalls + 2);
    }

    @Property(tries = 10)
    void aStoreThatFailsIsTriedAgain(@ForAll long seed) {
        // Given
        World world = new World(seed, 0);
        world.outbox.record("change");
        world.outbox.broken(true);
        world.loop.start();
        world.run(600_000);

        // When
        world.outbox.broken(false);
        world.run(600_000);

        // Then
        assertThat(world.hub.ledger()).hasSize(1);
    }

    private static final class World implements Alarm, HubLink, BootClock {
        private final SplittableRandom random;
        private final MemoryOutbox outbox = new MemoryOutbox(DEVICE, EPOCH);
        private final MemoryHub hub = new MemoryHub(HUB_KEY, DEVICE_KEY.verifyKey(), this::wall);
        private final SyncLoop loop;
        private int faultPercent;
        private long nowMs = 5_000;
        private long alarmAtMs;
        private @Nullable Runnable action;
        private @Nullable Buffer lastAnswer;
        private @Nullable Runnable meanwhile;

        World(long seed, int faultPercent) {
            this.random = new SplittableRandom(seed);
            this.faultPercent = faultPercent;
            Identity identity = new Identity(MemoryHub.ID, HUB_KEY.verifyKey(), DEVICE, DEVICE_KEY);
            SyncPorts ports = new SyncPorts(
                    this::wall,
                    this,
                    random,
                    this,
                    outbox,
                    () -> Future.succeededFuture(Optional.of(identity)),
                    () -> Future.succeededFuture(OptionalLong.of(80)),
                    this);
            this.loop = new SyncLoop(
                    DEVICE.device(), ports, SyncPace.DEFAULT, new ExchangeLimits(4 << 20, 16 << 10, 8), 256 << 10);
        }

        private Instant wall() {
            return Instant.ofEpochMilli(1_700_000_000_000L + nowMs);
        }

        void run(long ms) {
            long untilMs = nowMs + ms;
            Runnable due = action;
            while (due != null && alarmAtMs <= untilMs) {
                nowMs = alarmAtMs;
                action = null;
                due.run();
                due = action;
            }
            nowMs = untilMs;
        }

        @Override
        public void set(long delayMs, Runnable newAction) {
            alarmAtMs = nowMs + Math.max(1, delayMs);
            action = newAction;
        }

        @Override
        public void clear() {
            action = null;
        }

        @Override
        public <T> Future<T> run(Function<Connection, Future<T>> exchange) {
            boolean fault = random.nextInt(100) < faultPercent;
            int what = fault ? random.nextInt(7) : -1;
            nowMs += random.nextLong(200);
            if (what == 0) {
                return Future.failedFuture(SyncFailure.of(Kind.UNREACHABLE, "no network"));
            }
            return exchange.apply(body -> send(what, body));
        }

        private Future<HubAnswer> send(int fault, Buffer body) {
            nowMs += random.nextLong(2_000);
            Buffer stale = lastAnswer;
            Runnable happens = meanwhile;
            meanwhile = null;
            if (happens != null) {
                happens.run();
            }
            return switch (fault) {
                case 1 -> Future.failedFuture(SyncFailure.of(Kind.CUT, "cut while sending"));
                case 2 -> {
                    Future<HubAnswer> unused = serve(body);
                    yield Future.failedFuture(SyncFailure.of(Kind.CUT, "cut while receiving"));
                }
                case 3 -> Future.succeededFuture(new HubAnswer(200, 0, Buffer.buffer("<html>portal</html>")));
                case 4 -> Future.succeededFuture(new HubAnswer(503, random.nextInt(5), Buffer.buffer()));
                case 5 -> Future.succeededFuture(new HubAnswer(200, 0, stale == null ? Buffer.buffer() : stale));
                case 6 -> serve(body.slice(0, random.nextInt(body.length())));
                default -> serve(body);
            };
        }

        private Future<HubAnswer> serve(Buffer body) {
            try {
                Buffer answer = hub.exchange(body);
                lastAnswer = answer;
                return Future.succeededFuture(new HubAnswer(200, 0, answer));
            } catch (ProblemException e) {
                return Future.succeededFuture(new HubAnswer(
                        e.problem().type().status(), 0, e.problem().toJson().toBuffer()));
            }
        }

        @Override
        public SyncState.Breaker breaker() {
            return SyncState.Breaker.CLOSED;
        }

        @Override
        public void reset() {}

        @Override
        public void rest() {}

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }

        @Override
        public String bootId() {
            return "boot-1";
        }

        @Override
        public long upMs() {
            return nowMs;
        }
    }
}
