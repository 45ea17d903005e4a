package ghosthunter.codecs.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** A device with a drifting boot clock and a wall clock that jumps, a hub with an error of its own, and the true time known. */
final class OccurredAtProperties {
    private static final int DRIFT_PPM = 500;
    private static final long HUB_ERROR_MS = 50;
    private static final long TIMEOUT_MS = 10_000;
    private static final long DAY_MS = 86_400_000L;

    @Property(tries = 5_000)
    void theTrueTimeIsInsideWhateverTheWallClockSays(@ForAll long seed) {
        // Given
        World world = new World(new Random(seed));
        double eventMs = world.sentMs - world.random.nextDouble() * 10 * DAY_MS;
        long up = world.bootClock(eventMs);
        long wall = world.random.nextLong() >>> 1;

        // When
        OccurredAt placed = OccurredAt.place("boot", up, wall, world.evidence("boot", world.random.nextLong() >>> 1));

        // Then
        assertThat(placed.state()).as("seed %d", seed).isNotEqualTo(ClockState.UNTRUSTED);
        assertInside(placed, eventMs, world);
    }

    @Property(tries = 2_000)
    void samplesOfAnEarlierBootPlaceItsEvents(@ForAll long seed) {
        // Given
        World world = new World(new Random(seed));
        double eventMs = world.sentMs - world.random.nextDouble() * 10 * DAY_MS;

        // When
        OccurredAt placed = OccurredAt.place(
                "boot", world.bootClock(eventMs), world.random.nextLong(), world.evidence("later boot", 0));

        // Then
        assertThat(placed.state() == ClockState.UNTRUSTED).isEqualTo(world.samples.isEmpty());
        if (!world.samples.isEmpty()) {
            assertInside(placed, eventMs, world);
        }
    }

    @Property(tries = 2_000)
    void acrossABootAWallClockWithinItsBoundPlacesTheEvent(@ForAll long seed) {
        // Given
        World world = new World(new Random(seed));
        double eventMs = world.sentMs - world.random.nextDouble() * 10 * DAY_MS;
        long offMs = world.random.nextLong(-OccurredAt.WALL_ERROR_MS + 60_000, OccurredAt.WALL_ERROR_MS - 60_000);

        // When
        OccurredAt placed = OccurredAt.place(
                "unseen boot",
                5,
                Math.round(eventMs) + offMs,
                world.evidence("boot", Math.round(world.sentMs) + offMs));

        // Then
        assertThat(placed.state()).isEqualTo(ClockState.HOLDOVER);
        assertInside(placed, eventMs, world);
    }

    @Property(tries = 2_000)
    void acrossABootAWallClockThatIsSteadilyWrongStillHasTheEventInsideItsUntrustedInterval(
            @ForAll long seed, @ForAll @LongRange(min = -400 * DAY_MS, max = 400 * DAY_MS) long offMs) {
        // Given
        World world = new World(new Random(seed));
        double eventMs = world.sentMs - world.random.nextDouble() * 10 * DAY_MS;

        // When
        OccurredAt placed = OccurredAt.place(
                "unseen boot",
                5,
                Math.round(eventMs) + offMs,
                world.evidence("boot", Math.round(world.sentMs) + offMs));

        // Then
        assertThat(placed.interval().fromMs()).isLessThanOrEqualTo(Math.round(eventMs) + 1);
        assertThat(placed.interval().toMs()).isGreaterThanOrEqualTo(Math.round(eventMs) - 1);
    }

    @Property(tries = 5_000)
    void noReadingMakesItThrowOrReachBeyondTheArrival(
            @ForAll long up,
            @ForAll long wall,
            @ForAll long sentUp,
            @ForAll long sentWall,
            @ForAll long received,
            @ForAll long transport,
            @ForAll int drift,
            @ForAll long hubError,
            @ForAll boolean sameBoot,
            @ForAll long seed) {
        // Given
        Random random = new Random(seed);
        List<ClockSample> samples = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            long t0 = random.nextLong(Timestamps.MS_MAX);
            long t1 = random.nextLong(Timestamps.MS_MAX);
            samples.add(new ClockSample(
                    random.nextBoolean() ? "boot" : "other",
                    t0,
                    t1,
                    random.nextLong(t1, Timestamps.MS_MAX + 1),
                    random.nextLong(t0, Timestamps.MS_MAX + 1)));
        }
        OccurredAt.Evidence evidence = new OccurredAt.Evidence(
                sameBoot ? "boot" : "later", sentUp, sentWall, received, samples, transport, drift, hubError);

        // When
        OccurredAt placed = OccurredAt.place("boot", up, wall, evidence);

        // Then
        assertThat(placed.interval().toMs()).isLessThanOrEqualTo(evidence.receivedAtMs() + evidence.hubErrorMs());
        assertThat(placed.interval().errorMs()).isNotNegative();
    }

    private static void assertInside(OccurredAt placed, double eventMs, World world) {
        assertThat(eventMs).isBetween((double) placed.interval().fromMs(), (double)
                placed.interval().toMs());
        assertThat(placed.interval().toMs()).isLessThanOrEqualTo(world.receivedAtMs + HUB_ERROR_MS);
        assertThat(Math.abs(eventMs - placed.interval().centre().toEpochMilli()))
                .isLessThanOrEqualTo((double) placed.interval().errorMs());
    }

    /** The true times of everything; clocks read them wrongly, within their bounds, and as coarsely as the real ones. */
    private static final class World {
        private final Random random;
        private final double bootedMs;
        private final double drift;
        private final long hubOffMs;
        private final double sentMs;
        private final long receivedAtMs;
        private final List<ClockSample> samples = new ArrayList<>();

        World(Random random) {
            this.random = random;
            this.drift = (random.nextDouble() * 2 - 1) * DRIFT_PPM / 1_000_000;
            this.hubOffMs = random.nextLong(-HUB_ERROR_MS, HUB_ERROR_MS + 1);
            this.sentMs = 1_771_610_407_000.0 + random.nextDouble() * DAY_MS;
            this.bootedMs = sentMs - 11 * DAY_MS;
            this.receivedAtMs = hubClock(sentMs + random.nextDouble() * TIMEOUT_MS);
            for (int i = random.nextInt(4); i > 0; i--) {
                samples.add(sample(sentMs - 60_000 - random.nextDouble() * 9 * DAY_MS));
            }
        }

        private ClockSample sample(double t0) {
            double t1 = t0 + random.nextDouble() * 5_000;
            double t2 = t1 + random.nextDouble() * 500;
            double t3 = t2 + random.nextDouble() * 5_000;
            return new ClockSample("boot", bootClock(t0), hubClock(t1), hubClock(t2), bootClock(t3));
        }

        /** {@code elapsed = reading * (1 + drift)}, counted in steps of 10 ms like {@code /proc/uptime}. */
        long bootClock(double trueMs) {
            return (long) Math.floor((trueMs - bootedMs) / (1 + drift) / 10) * 10;
        }

        long hubClock(double trueMs) {
            return (long) Math.floor(trueMs + hubOffMs);
        }

        OccurredAt.Evidence evidence(String boot, long sentWallMs) {
            return new OccurredAt.Evidence(
                    boot, bootClock(sentMs), sentWallMs, receivedAtMs, samples, TIMEOUT_MS, DRIFT_PPM, HUB_ERROR_MS);
        }
    }
}
